// SPDX-License-Identifier: Apache-2.0
#include "validate/row_classes.hpp"

#include <algorithm>

#include "data/text.hpp"

namespace vedette {
namespace {

bool covered(const LabelSpec& label, std::string_view raw) {
  if (label.rules.empty()) return true;
  return std::any_of(label.rules.begin(), label.rules.end(),
                     [&](const LabelRule& rule) { return rule.raw == trim(raw); });
}

/// The label column reduced to values that have a class, so that one unknown value does not hide
/// everything else there is to say.
Column covered_labels(const Column& labels, const LabelSpec& label) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < labels.size(); ++row)
    if (labels.missing[row] == 0 && covered(label, labels.text(row))) rows.push_back(row);
  Column kept = Column::make(labels.name, labels.type);
  kept.append(labels, rows);
  return kept;
}

std::vector<std::string> uncovered_values(const Column& labels, const CodedColumn& raw,
                                          const LabelSpec& label) {
  std::vector<std::string> values;
  for (const std::uint32_t row : raw.first_row) {
    std::string text = labels.text(row);
    if (!covered(label, text)) values.push_back(std::move(text));
  }
  return values;
}

void assign_rows(RowClasses& classes, const LabelMap& map, const Column& labels) {
  std::vector<std::int32_t> class_of_code;
  for (const std::uint32_t row : classes.raw.first_row)
    class_of_code.push_back(map.index_of(labels.text(row)));
  classes.counts.assign(map.classes.size(), 0);
  classes.of_row.reserve(labels.size());
  for (const std::uint32_t code : classes.raw.codes) {
    const std::int32_t index = code == kMissingCode ? -1 : class_of_code[code];
    classes.of_row.push_back(index);
    index < 0 ? ++classes.without_class : ++classes.counts[static_cast<std::size_t>(index)];
  }
}

}  // namespace

RowClasses classify_rows(const Table& table, const Schema& schema) {
  RowClasses classes;
  const ColumnSpec* spec = schema.with_role(Role::label);
  const Column* labels = spec == nullptr ? nullptr : table.find(spec->name);
  if (labels == nullptr) return classes;
  classes.raw = code_column(*labels);
  if (classes.raw.distinct() == 0) return classes;
  classes.uncovered = uncovered_values(*labels, classes.raw, schema.label);
  const auto map =
      classes.uncovered.empty()
          ? make_label_map(schema, schema.label.task, *labels)
          : make_label_map(schema, schema.label.task, covered_labels(*labels, schema.label));
  if (!map) {
    classes.failure = map.error().message;
    return classes;
  }
  classes.names = map->classes;
  classes.has_benign = map->has_benign;
  assign_rows(classes, *map, *labels);
  return classes;
}

}  // namespace vedette
