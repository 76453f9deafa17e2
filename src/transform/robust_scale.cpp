// SPDX-License-Identifier: Apache-2.0
#include "transform/affine.hpp"
#include "transform/statistics.hpp"

namespace vedette {
namespace {

AffineColumn fit_column(const Numbers& values, BoundColumn column) {
  const std::vector<double> sorted = sorted_values(values);
  if (sorted.empty()) return {std::move(column), 0, 0};
  const double range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  // Most traffic columns are mostly zero; without this rule they would not be scaled at all.
  return {std::move(column), median(sorted), range > 0 ? range : moments(sorted).deviation};
}

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  std::vector<AffineColumn> columns;
  for (const std::size_t index : request.columns)
    columns.push_back(
        fit_column(request.frame.numbers(index), {request.layout[index].name, index}));
  return make_affine(std::move(columns));
}

}  // namespace

StepEntry robust_scale_step() {
  return {"robust_scale",
          "Subtracts the median and divides by the interquartile range, or by the standard "
          "deviation where that range is 0; a column that was constant in training becomes 0",
          {},
          {ColumnKind::number},
          fit,
          load_affine};
}

}  // namespace vedette
