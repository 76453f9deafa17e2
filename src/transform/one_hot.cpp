// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "transform/categories.hpp"
#include "transform/fitted.hpp"
#include "transform/step.hpp"

namespace vedette {
namespace {

enum class Unseen { zeros, other, refuse };

struct UnseenName {
  Unseen unseen;
  std::string_view name;
};
constexpr std::array<UnseenName, 3> kUnseen{
    {{Unseen::zeros, "zeros"}, {Unseen::other, "other"}, {Unseen::refuse, "refuse"}}};

Result<Unseen> unseen_from(std::string_view name) {
  for (const UnseenName& row : kUnseen)
    if (row.name == name) return row.unseen;
  return fail(ErrorCode::malformed, fmt::format("there is no policy '{}' for unseen texts", name));
}

std::string_view name_of(Unseen unseen) {
  for (const UnseenName& row : kUnseen)
    if (row.unseen == unseen) return row.name;
  check(false, "every policy has a name");
  return {};
}

/// A text column and the indicator columns it becomes: one per kept category, and one for the
/// pooled ones (and, by policy, the unseen ones) where there are any.
struct OneHotColumn {
  BoundColumn column;
  CategoryIndex kept;
  CategoryIndex pooled;  ///< rare categories; empty with Unseen::other, which needs no list
  bool has_other = false;

  [[nodiscard]] std::size_t width() const { return kept.size() + (has_other ? 1 : 0); }
};

class OneHot final : public Step {
 public:
  OneHot(std::vector<OneHotColumn> columns, Unseen unseen)
      : columns_(std::move(columns)), unseen_(unseen) {}

  Result<Frame> apply(Frame frame) const override {
    Frame wide{{}, frame.row_numbers};
    auto next = columns_.begin();
    for (std::size_t i = 0; i < frame.columns.size(); ++i) {
      if (next == columns_.end() || next->column.index != i) {
        wide.columns.push_back(std::move(frame.columns[i]));
        continue;
      }
      for (Numbers& indicator : VEDETTE_TRY(indicators(frame, *next)))
        wide.columns.emplace_back(std::move(indicator));
      ++next;
    }
    return wide;
  }

  bool changes_nothing() const override { return columns_.empty(); }

  Layout layout_after(Layout before) const override {
    Layout wide;
    auto next = columns_.begin();
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (next == columns_.end() || next->column.index != i) {
        wide.push_back(std::move(before[i]));
        continue;
      }
      for (const std::string& category : next->kept.names())
        wide.push_back({fmt::format("{}={}", before[i].name, category), ColumnKind::number,
                        before[i].input});
      // Column names hold no blanks, so this can never be the name of a category's indicator.
      if (next->has_other)
        wide.push_back(
            {fmt::format("{} (other)", before[i].name), ColumnKind::number, before[i].input});
      ++next;
    }
    return wide;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const OneHotColumn& c : columns_)
      columns.push_back({{"name", c.column.name},
                         {"categories", c.kept.names()},
                         {"pooled", c.pooled.names()},
                         {"other", c.has_other}});
    return {{"unseen", name_of(unseen_)}, {"columns", columns}};
  }

 private:
  Result<std::vector<Numbers>> indicators(const Frame& frame, const OneHotColumn& c) const {
    const Texts& texts = frame.texts(c.column.index);
    std::vector<Numbers> columns(c.width(), Numbers(texts.size(), 0));
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (!texts[i]) continue;
      if (const auto kept = c.kept.find(*texts[i])) {
        columns[*kept][i] = 1;
        continue;
      }
      const bool is_other = unseen_ == Unseen::other || c.pooled.find(*texts[i]);
      if (is_other && c.has_other)
        columns.back()[i] = 1;
      else if (unseen_ == Unseen::refuse)
        return refused(c.column.name, *texts[i], frame.row_numbers[i]);
    }
    return columns;
  }

  std::vector<OneHotColumn> columns_;  ///< ascending by index
  Unseen unseen_;
};

OneHotColumn fit_column(const std::vector<CategoryFrequency>& categories, BoundColumn column,
                        const Options& options, Unseen unseen) {
  const auto most = static_cast<std::size_t>(options.integer("max_categories"));
  std::vector<std::string> kept;
  std::vector<std::string> pooled;
  for (const CategoryFrequency& category : categories) {
    const bool frequent = category.rows >= options.integer("min_count") && kept.size() < most;
    (frequent ? kept : pooled).push_back(category.name);
  }
  const bool has_other = unseen == Unseen::other || !pooled.empty();
  if (unseen == Unseen::other) pooled.clear();
  return {std::move(column), CategoryIndex(std::move(kept)), CategoryIndex(std::move(pooled)),
          has_other};
}

Result<std::unique_ptr<Step>> fit(const FitRequest& request) {
  const Unseen unseen = VEDETTE_TRY(unseen_from(request.options.text("unseen")));
  std::vector<OneHotColumn> columns;
  for (const std::size_t index : request.columns)
    columns.push_back(fit_column(count_categories(request.frame.texts(index)),
                                 {request.layout[index].name, index}, request.options, unseen));
  return std::make_unique<OneHot>(std::move(columns), unseen);
}

Result<OneHotColumn> load_column(const FittedColumn& item) {
  OneHotColumn column{item.column, {}, {}, false};
  column.kept = CategoryIndex(VEDETTE_TRY(read_texts(*item.fitted, "categories")));
  column.pooled = CategoryIndex(VEDETTE_TRY(read_texts(*item.fitted, "pooled")));
  column.has_other = VEDETTE_TRY(json_bool(*item.fitted, "other"));
  return column;
}

Result<std::unique_ptr<Step>> load(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::text};
  const std::string policy = VEDETTE_TRY(json_text(fitted, "unseen"));
  const Unseen unseen = VEDETTE_TRY(unseen_from(policy));
  std::vector<OneHotColumn> columns;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds))) {
    columns.push_back(VEDETTE_TRY(load_column(item)));
    const std::size_t index = item.column.index;
    if (columns.size() > 1 && columns[columns.size() - 2].column.index > index)
      return fail(ErrorCode::malformed, "the columns of one_hot are not in their order");
  }
  return std::make_unique<OneHot>(std::move(columns), unseen);
}

std::vector<OptionSpec> options() {
  return {{.name = "unseen", .type = OptionType::choice, .standard = std::string("other"),
           .help = "A text never seen in training sets no indicator, sets that of the rare ones, "
                   "or is an error",
           .choices = {"zeros", "other", "refuse"}},
          {.name = "min_count", .type = OptionType::integer, .unit = "rows",
           .standard = std::int64_t{10},
           .help = "Texts in fewer training rows share one indicator", .low = 1, .high = 1e9},
          {.name = "max_categories", .type = OptionType::integer, .unit = "categories",
           .standard = std::int64_t{64},
           .help = "Only that many of the most frequent texts get an indicator of their own",
           .low = 1, .high = 1e5}};
}

}  // namespace

StepEntry one_hot_step() {
  return {"one_hot",
          "Replaces a text column by one 0/1 column per category; missing texts set none",
          options(), {ColumnKind::text}, fit, load};
}

}  // namespace vedette
