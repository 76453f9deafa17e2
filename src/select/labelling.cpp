// SPDX-License-Identifier: Apache-2.0
#include "select/labelling.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_map>

namespace vedette {
namespace {

std::vector<std::int64_t> rows_per_class(const Labelling& labels,
                                         std::span<const std::uint32_t> rows) {
  std::vector<std::int64_t> counts(labels.map.classes.size(), 0);
  for (const std::uint32_t row : rows) ++counts[static_cast<std::size_t>(labels.classes[row])];
  return counts;
}

/// Old class index -> new one, or -1 for a class without rows.
std::vector<std::int32_t> renumber(std::span<const std::int64_t> counts) {
  std::vector<std::int32_t> numbers(counts.size(), -1);
  std::int32_t next = 0;
  for (std::size_t c = 0; c < counts.size(); ++c)
    if (counts[c] > 0) numbers[c] = next++;
  return numbers;
}

void keep_classes(LabelMap& map, std::span<const std::int32_t> numbers) {
  std::vector<std::string> kept;
  for (std::size_t c = 0; c < numbers.size(); ++c)
    if (numbers[c] >= 0) kept.push_back(map.classes[c]);
  map.classes = std::move(kept);
  std::erase_if(map.rules, [&map](const LabelRule& rule) {
    return std::ranges::find(map.classes, rule.cls) == map.classes.end();
  });
}

void move_unlabelled(std::vector<std::uint32_t>& from, std::vector<std::uint32_t>& to,
                     std::span<const std::int32_t> classes) {
  const auto labelled = [&](std::uint32_t row) { return classes[row] >= 0; };
  const auto border = std::stable_partition(from.begin(), from.end(), labelled);
  to.insert(to.end(), border, from.end());
  from.erase(border, from.end());
}

std::string note_of(const LabelMap& map, std::span<const std::int32_t> numbers, std::size_t rows) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < numbers.size(); ++c)
    if (numbers[c] < 0) names.push_back(map.classes[c]);
  return fmt::format(
      "{} row(s) of tune and test were left out, because their class has no train row: {}", rows,
      fmt::join(names, ", "));
}

}  // namespace

Result<Labelling> label_rows(const Table& table, const Schema& schema, Task task) {
  const ColumnSpec* spec = schema.with_role(Role::label);
  const Column* column = spec == nullptr ? nullptr : table.find(spec->name);
  if (column == nullptr)
    return fail(ErrorCode::schema_mismatch,
                fmt::format("schema '{}' has no label column in this table", schema.name),
                "training needs one column with the role label");
  Labelling labels;
  labels.map = VEDETTE_TRY(make_label_map(schema, task, *column));
  labels.classes.reserve(column->size());
  std::unordered_map<std::string, std::int32_t> known;
  for (std::size_t row = 0; row < column->size(); ++row) {
    if (column->missing[row] != 0)
      return fail(ErrorCode::schema_mismatch, "a row has no label", "leave such rows out",
                  {.file = {},
                   .row = static_cast<std::int64_t>(row) + 1,
                   .column = column->name,
                   .byte = {}});
    const auto [entry, is_new] = known.try_emplace(column->text(row), -1);
    if (is_new) entry->second = labels.map.index_of(entry->first);
    labels.classes.push_back(entry->second);
  }
  return labels;
}

Result<LearnableRows> leave_out_unseen_classes(Labelling labels, Split split) {
  const std::vector<std::int64_t> counts = rows_per_class(labels, split.train);
  const auto seen = std::ranges::count_if(counts, [](std::int64_t n) { return n > 0; });
  if (seen < 2 || (labels.map.has_benign && counts.front() == 0))
    return fail(ErrorCode::schema_mismatch,
                "the train rows hold no two classes, or none that is benign",
                "take another split, or more rows");
  LearnableRows learnable{std::move(labels), std::move(split)};
  if (static_cast<std::size_t>(seen) == counts.size()) return learnable;
  const std::vector<std::int32_t> numbers = renumber(counts);
  Labelling& kept = learnable.labels;
  for (std::int32_t& c : kept.classes) c = numbers[static_cast<std::size_t>(c)];
  Split& parts = learnable.split;
  const std::size_t before = parts.left_out.size();
  move_unlabelled(parts.tune, parts.left_out, kept.classes);
  move_unlabelled(parts.test, parts.left_out, kept.classes);
  learnable.note = note_of(kept.map, numbers, parts.left_out.size() - before);
  std::ranges::sort(parts.left_out);
  keep_classes(kept.map, numbers);
  return learnable;
}

}  // namespace vedette
