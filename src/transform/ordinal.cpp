// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "transform/categories.hpp"
#include "transform/fitted.hpp"
#include "transform/step.hpp"

namespace vedette {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

enum class Unseen { missing, code, refuse };

Result<Unseen> unseen_from(std::string_view name) {
  if (name == "missing") return Unseen::missing;
  if (name == "code") return Unseen::code;
  if (name == "refuse") return Unseen::refuse;
  return fail(ErrorCode::malformed, fmt::format("there is no policy '{}' for unseen texts", name));
}

std::string_view to_string(Unseen unseen) {
  if (unseen == Unseen::missing) return "missing";
  return unseen == Unseen::code ? "code" : "refuse";
}

struct OrdinalColumn {
  BoundColumn column;
  CategoryIndex codes;
};

class Ordinal final : public Step {
 public:
  Ordinal(std::vector<OrdinalColumn> columns, Unseen unseen)
      : columns_(std::move(columns)), unseen_(unseen) {}

  Result<Frame> apply(Frame frame) const override {
    for (const OrdinalColumn& c : columns_)
      frame.columns[c.column.index] = VEDETTE_TRY(coded(frame, c));
    return frame;
  }

  bool changes_nothing() const override { return columns_.empty(); }

  Layout layout_after(Layout before) const override {
    for (const OrdinalColumn& c : columns_) before[c.column.index].kind = ColumnKind::code;
    return before;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const OrdinalColumn& c : columns_)
      columns.push_back({{"name", c.column.name}, {"categories", c.codes.names()}});
    return {{"unseen", to_string(unseen_)}, {"columns", columns}};
  }

 private:
  Result<Numbers> coded(const Frame& frame, const OrdinalColumn& c) const {
    const Texts& texts = frame.texts(c.column.index);
    Numbers numbers(texts.size(), kMissing);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!texts[i]) continue;
      if (const auto code = c.codes.find(*texts[i]))
        numbers[i] = *code;
      else if (unseen_ == Unseen::code)
        numbers[i] = static_cast<double>(c.codes.size());
      else if (unseen_ == Unseen::refuse)
        return refused(c.column.name, *texts[i], frame.row_numbers[i]);
    }
    return numbers;
  }

  std::vector<OrdinalColumn> columns_;
  Unseen unseen_;
};

std::vector<std::string> names_of(std::vector<CategoryFrequency> categories, std::size_t most,
                                  bool by_name) {
  categories.resize(std::min(categories.size(), most));
  if (by_name) std::ranges::sort(categories, {}, &CategoryFrequency::name);
  std::vector<std::string> names;
  for (CategoryFrequency& category : categories) names.push_back(std::move(category.name));
  return names;
}

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  const Unseen unseen = VEDETTE_TRY(unseen_from(request.options.text("unseen")));
  const auto most = static_cast<std::size_t>(request.options.integer("max_categories"));
  const bool by_name = request.options.text("order") == "name";
  std::vector<OrdinalColumn> columns;
  for (const std::size_t index : request.columns) {
    const std::string& name = request.layout[index].name;
    std::vector<CategoryFrequency> categories = count_categories(request.frame.texts(index));
    if (unseen == Unseen::refuse && categories.size() > most)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("column '{}' has {} different texts, more than max_categories = {}",
                              name, categories.size(), most),
                  "raise max_categories or choose another policy for unseen texts");
    CategoryIndex codes(names_of(std::move(categories), most, by_name));
    columns.push_back({{name, index}, std::move(codes)});
  }
  return std::make_unique<Ordinal>(std::move(columns), unseen);
}

Result<std::unique_ptr<Step>> load(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::text};
  const std::string policy = VEDETTE_TRY(json_text(fitted, "unseen"));
  const Unseen unseen = VEDETTE_TRY(unseen_from(policy));
  std::vector<OrdinalColumn> columns;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds)))
    columns.push_back(
        {item.column, CategoryIndex(VEDETTE_TRY(read_texts(*item.fitted, "categories")))});
  return std::make_unique<Ordinal>(std::move(columns), unseen);
}

std::vector<OptionSpec> options() {
  return {{.name = "order", .type = OptionType::choice, .standard = std::string("frequency"),
           .help = "Codes by falling frequency in training, or by name",
           .choices = {"frequency", "name"}},
          {.name = "unseen", .type = OptionType::choice, .standard = std::string("missing"),
           .help = "A text without a code becomes missing, gets one common code, or is an error",
           .choices = {"missing", "code", "refuse"}},
          {.name = "max_categories", .type = OptionType::integer, .unit = "categories",
           .standard = std::int64_t{1000},
           .help = "Only that many of the most frequent texts get a code of their own", .low = 1,
           .high = 1e6}};
}

}  // namespace

StepEntry ordinal_step() {
  return {"ordinal", "Replaces each text by a code 0, 1, ...; missing texts stay missing",
          options(), {ColumnKind::text}, fit, load};
}

}  // namespace vedette
