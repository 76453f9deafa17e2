// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "transform/fitted.hpp"
#include "transform/statistics.hpp"
#include "transform/step.hpp"

namespace vedette {
namespace {

struct ClipColumn {
  BoundColumn column;
  double low = 0;
  double high = 0;
};

class Clip final : public Step {
 public:
  explicit Clip(std::vector<ClipColumn> columns) : columns_(std::move(columns)) {}

  Result<Frame> apply(Frame frame) const override {
    for (const ClipColumn& c : columns_)
      for (double& value : frame.numbers(c.column.index)) {
        if (value < c.low) value = c.low;
        if (value > c.high) value = c.high;
      }
    return frame;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const ClipColumn& c : columns_)
      columns.push_back({{"name", c.column.name}, {"low", c.low}, {"high", c.high}});
    return {{"columns", columns}};
  }

 private:
  std::vector<ClipColumn> columns_;
};

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  const bool by_bounds = request.options.text("by") == "bounds";
  const double low = request.options.real(by_bounds ? "low" : "low_quantile");
  const double high = request.options.real(by_bounds ? "high" : "high_quantile");
  if (low > high)
    return fail(ErrorCode::invalid_argument, "clip: the lower bound is above the upper one");
  std::vector<ClipColumn> columns;
  for (const std::size_t index : request.columns) {
    const BoundColumn column{request.layout[index].name, index};
    const std::vector<double> sorted = sorted_values(request.frame.numbers(index));
    if (by_bounds)
      columns.push_back({column, low, high});
    else if (!sorted.empty())
      columns.push_back({column, quantile(sorted, low), quantile(sorted, high)});
  }
  return std::make_unique<Clip>(std::move(columns));
}

Result<std::unique_ptr<Step>> load(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::number};
  std::vector<ClipColumn> columns;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds))) {
    const double low = VEDETTE_TRY(read_finite(*item.fitted, "low"));
    const double high = VEDETTE_TRY(read_finite(*item.fitted, "high"));
    if (low > high) return fail(ErrorCode::malformed, "a lower bound is above the upper one");
    columns.push_back({item.column, low, high});
  }
  return std::make_unique<Clip>(std::move(columns));
}

std::vector<OptionSpec> options() {
  return {{.name = "by", .type = OptionType::choice, .standard = std::string("quantiles"),
           .help = "Where the bounds come from", .choices = {"quantiles", "bounds"}},
          {.name = "low_quantile", .standard = 0.001, .help = "Share of training values below",
           .low = 0, .high = 1},
          {.name = "high_quantile", .standard = 0.999,
           .help = "Share of training values up to the upper bound", .low = 0, .high = 1},
          {.name = "low", .standard = -10.0, .help = "Lower bound, for by = bounds"},
          {.name = "high", .standard = 10.0, .help = "Upper bound, for by = bounds"}};
}

}  // namespace

StepEntry clip_step() {
  return {"clip", "Moves values outside an interval to its nearer end; missing ones stay missing",
          options(), {ColumnKind::number}, fit, load};
}

}  // namespace vedette
