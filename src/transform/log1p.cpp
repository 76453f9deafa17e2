// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "transform/fitted.hpp"
#include "transform/statistics.hpp"
#include "transform/step.hpp"

namespace vedette {
namespace {

class Log1p final : public Step {
 public:
  explicit Log1p(std::vector<BoundColumn> columns) : columns_(std::move(columns)) {}

  Result<Frame> apply(Frame frame) const override {
    for (const BoundColumn& column : columns_)
      for (double& value : frame.numbers(column.index))
        value = std::copysign(std::log1p(std::abs(value)), value);
    return frame;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const BoundColumn& column : columns_) columns.push_back({{"name", column.name}});
    return {{"columns", columns}};
  }

 private:
  std::vector<BoundColumn> columns_;
};

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  const bool always = request.options.text("when") == "always";
  const double limit = request.options.real("min_skewness");
  std::vector<BoundColumn> columns;
  for (const std::size_t index : request.columns)
    if (always || std::abs(moments(request.frame.numbers(index)).skewness) >= limit)
      columns.push_back({request.layout[index].name, index});
  return std::make_unique<Log1p>(std::move(columns));
}

Result<std::unique_ptr<Step>> load(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::number};
  std::vector<BoundColumn> columns;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds)))
    columns.push_back(item.column);
  return std::make_unique<Log1p>(std::move(columns));
}

std::vector<OptionSpec> options() {
  return {{.name = "when", .type = OptionType::choice, .standard = std::string("always"),
           .help = "All the columns, or only those that are long-tailed in training",
           .choices = {"always", "long_tailed"}},
          {.name = "min_skewness", .standard = 2.0,
           .help = "Skewness, up or down, from which a column counts as long-tailed", .low = 0,
           .high = 1e6}};
}

}  // namespace

StepEntry log1p_step() {
  return {"log1p", "Replaces x by sign(x) ln(1 + |x|)", options(), {ColumnKind::number}, fit, load};
}

}  // namespace vedette
