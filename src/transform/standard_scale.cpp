// SPDX-License-Identifier: Apache-2.0
#include "transform/affine.hpp"
#include "transform/statistics.hpp"

namespace vedette {
namespace {

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  std::vector<AffineColumn> columns;
  for (const std::size_t index : request.columns) {
    const Moments figures = moments(request.frame.numbers(index));
    columns.push_back({{request.layout[index].name, index}, figures.mean, figures.deviation});
  }
  return make_affine(std::move(columns));
}

}  // namespace

StepEntry standard_scale_step() {
  return {"standard_scale",
          "Subtracts the mean and divides by the standard deviation; a column that was constant "
          "in training becomes 0",
          {},
          {ColumnKind::number},
          fit,
          load_affine};
}

}  // namespace vedette
