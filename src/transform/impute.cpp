// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "transform/categories.hpp"
#include "transform/fitted.hpp"
#include "transform/nearest.hpp"
#include "transform/statistics.hpp"

namespace vedette {
namespace {

/// What stands in for missing values of one column.
struct Fill {
  BoundColumn column;
  std::variant<double, std::string> value;
};

class FillIn final : public Step {
 public:
  explicit FillIn(std::vector<Fill> fills) : fills_(std::move(fills)) {}

  Result<Frame> apply(Frame frame) const override {
    for (const Fill& fill : fills_) {
      if (const auto* number = std::get_if<double>(&fill.value)) {
        for (double& value : frame.numbers(fill.column.index))
          if (std::isnan(value)) value = *number;
      } else {
        for (auto& text : frame.texts(fill.column.index))
          if (!text) text = std::get<std::string>(fill.value);
      }
    }
    return frame;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const Fill& fill : fills_)
      columns.push_back(
          {{"name", fill.column.name},
           {"value", std::visit([](const auto& value) { return Json(value); }, fill.value)}});
    return {{"kind", "fill"}, {"columns", columns}};
  }

 private:
  std::vector<Fill> fills_;
};

Result<std::variant<double, std::string>> text_fill(const Texts& texts, const Options& options) {
  const std::string& strategy = options.text("strategy");
  if (strategy == "constant") return options.text("text");
  if (strategy != "most_frequent")
    return fail(ErrorCode::invalid_argument,
                fmt::format("impute: '{}' is for numbers; text columns need most_frequent or "
                            "constant", strategy),
                "give text columns an impute step of their own");
  const std::vector<CategoryFrequency> categories = count_categories(texts);
  return categories.empty() ? std::string() : categories.front().name;
}

double number_fill(const Numbers& numbers, const Options& options) {
  if (options.text("strategy") == "constant") return options.real("value");
  const std::vector<double> sorted = sorted_values(numbers);
  if (sorted.empty()) return 0;
  return options.text("strategy") == "median" ? median(sorted) : mode(sorted);
}

Result<std::unique_ptr<Step>> fit_fills(const FitRequest& request) {
  std::vector<Fill> fills;
  for (const std::size_t index : request.columns) {
    const LayoutColumn& column = request.layout[index];
    Fill fill{{column.name, index}, 0.0};
    if (column.kind == ColumnKind::text)
      fill.value = VEDETTE_TRY(text_fill(request.frame.texts(index), request.options));
    else
      fill.value = number_fill(request.frame.numbers(index), request.options);
    fills.push_back(std::move(fill));
  }
  return std::make_unique<FillIn>(std::move(fills));
}

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  if (request.options.text("strategy") != "knn") return fit_fills(request);
  for (const std::size_t index : request.columns)
    if (request.layout[index].kind == ColumnKind::text)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("impute: knn is for numbers, and column '{}' is text",
                              request.layout[index].name),
                  "give text columns an impute step of their own");
  return fit_nearest(request,
                     {static_cast<std::size_t>(request.options.integer("neighbours")),
                      static_cast<std::size_t>(request.options.integer("reference_rows"))});
}

Result<std::unique_ptr<Step>> load_fills(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::number, ColumnKind::text};
  std::vector<Fill> fills;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds))) {
    Fill fill{item.column, 0.0};
    if (item.kind == ColumnKind::text)
      fill.value = VEDETTE_TRY(json_text(*item.fitted, "value"));
    else
      fill.value = VEDETTE_TRY(read_finite(*item.fitted, "value"));
    fills.push_back(std::move(fill));
  }
  return std::make_unique<FillIn>(std::move(fills));
}

Result<std::unique_ptr<Step>> load(const Json& fitted, const Layout& layout) {
  const std::string kind = VEDETTE_TRY(json_text(fitted, "kind"));
  if (kind == "fill") return load_fills(fitted, layout);
  if (kind == "nearest") return load_nearest(fitted, layout);
  return fail(ErrorCode::malformed, fmt::format("there is no kind '{}' of impute", kind));
}

std::vector<OptionSpec> options() {
  return {{.name = "strategy", .type = OptionType::choice, .standard = std::string("median"),
           .help = "What stands in for a missing value; text columns take most_frequent and "
                   "constant",
           .choices = {"median", "most_frequent", "constant", "knn"}},
          {.name = "value", .standard = 0.0, .help = "The constant for numbers"},
          {.name = "text", .type = OptionType::text, .standard = std::string("missing"),
           .help = "The constant for texts"},
          {.name = "neighbours", .type = OptionType::integer, .unit = "rows",
           .standard = std::int64_t{5}, .help = "knn: similar rows to average over", .low = 1,
           .high = 1000},
          {.name = "reference_rows", .type = OptionType::integer, .unit = "rows",
           .standard = std::int64_t{1000},
           .help = "knn: training rows to look for similar ones in; a row with a gap costs this "
                   "times the columns",
           .low = 1, .high = 20000}};
}

}  // namespace

StepEntry impute_step() {
  return {"impute", "Fills in missing values", options(),
          {ColumnKind::number, ColumnKind::text}, fit, load};
}

}  // namespace vedette
