// SPDX-License-Identifier: Apache-2.0
#include "data/column_plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/options.hpp"
#include "data/decimal.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kNamedInErrors = 8;

std::vector<std::string> keys_of(std::span<const std::string_view> header) {
  std::vector<std::string> keys;
  for (const std::string_view name : header) keys.push_back(header_key(name));
  return keys;
}

/// `a, b (did you mean 'bb'?), ...`
std::string describe_absent(const std::vector<const ColumnSpec*>& absent,
                            const std::vector<std::string>& unknown) {
  std::vector<std::string> parts;
  for (const ColumnSpec* column : absent) {
    if (parts.size() == kNamedInErrors) {
      parts.push_back(fmt::format("and {} more", absent.size() - kNamedInErrors));
      break;
    }
    const std::string near = nearest_word(lower_case(column->name), unknown);
    parts.push_back(near.empty() ? fmt::format("'{}'", column->name)
                                 : fmt::format("'{}' (is it '{}'?)", column->name, near));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

Result<> check_present(const Schema& schema, const ReadOptions& options, const ColumnPlan& plan,
                       const std::string& file) {
  std::vector<const ColumnSpec*> absent;
  for (std::size_t c = 0; c < schema.columns.size(); ++c)
    if (!plan.field_of[c] && !options.may_be_absent(schema.columns[c]))
      absent.push_back(&schema.columns[c]);
  if (absent.empty()) return {};
  std::vector<std::string> unknown;
  for (const std::string& name : plan.unknown) unknown.push_back(header_key(name));
  return fail(ErrorCode::schema_mismatch,
              fmt::format("the file lacks {} of the {} columns of schema '{}': {}", absent.size(),
                          schema.columns.size(), schema.name, describe_absent(absent, unknown)),
              "choose the schema of this file, add the file's names as aliases, or mark the "
              "columns may_be_absent",
              {file, {}, absent.front()->name, {}});
}

}  // namespace

bool ReadOptions::may_be_absent(const ColumnSpec& column) const {
  const auto has = [](const auto& list, const auto& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
  };
  return column.may_be_absent || has(optional_roles, column.role) ||
         has(optional_columns, column.name);
}

NameIndex::NameIndex(const Schema& schema) {
  for (std::size_t c = 0; c < schema.columns.size(); ++c) {
    columns_.emplace(header_key(schema.columns[c].name), c);
    for (const std::string& alias : schema.columns[c].aliases)
      columns_.emplace(header_key(alias), c);
  }
}

std::optional<std::size_t> NameIndex::find(std::string_view header_name) const {
  const auto found = columns_.find(header_key(header_name));
  if (found == columns_.end()) return std::nullopt;
  return found->second;
}

Result<ColumnPlan> plan_by_names(const Schema& schema, const ReadOptions& options,
                                 std::span<const std::string_view> header,
                                 const std::string& file) {
  const NameIndex names(schema);
  const std::vector<std::string> keys = keys_of(header);
  ColumnPlan plan{
      std::vector<std::optional<std::size_t>>(schema.columns.size()), {}, header.size()};
  for (std::size_t field = 0; field < header.size(); ++field) {
    const std::optional<std::size_t> column = names.find(header[field]);
    if (!column) {
      plan.unknown.emplace_back(trim(header[field]));
      continue;
    }
    std::optional<std::size_t>& place = plan.field_of[*column];
    if (place && keys[*place] != keys[field])
      return fail(ErrorCode::schema_mismatch,
                  fmt::format("the file has both '{}' and '{}', which are one column of schema "
                              "'{}'",
                              trim(header[*place]), trim(header[field]), schema.name),
                  "remove one of them, or its alias from the schema",
                  {file, {}, schema.columns[*column].name, {}});
    if (!place) place = field;
  }
  VEDETTE_TRY(check_present(schema, options, plan, file));
  return plan;
}

Result<ColumnPlan> plan_by_position(const Schema& schema, const ReadOptions& options,
                                    std::size_t fields, const std::string& file) {
  ColumnPlan plan{{}, {}, fields};
  for (std::size_t c = 0; c < schema.columns.size(); ++c) {
    const bool present = c < fields;
    plan.field_of.push_back(present ? std::optional(c) : std::nullopt);
    if (present || options.may_be_absent(schema.columns[c])) continue;
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the file has no header and {} columns, and column {} of schema '{}', "
                            "'{}', may not be absent",
                            fields, c + 1, schema.name, schema.columns[c].name),
                "choose the schema of this file", {file, {}, schema.columns[c].name, {}});
  }
  if (fields <= schema.columns.size()) return plan;
  return fail(ErrorCode::schema_mismatch,
              fmt::format("the file has no header and {} columns, and schema '{}' has {}", fields,
                          schema.name, schema.columns.size()),
              "choose the schema of this file", {file, {}, {}, {}});
}

bool looks_like_header(const Schema& schema, std::span<const std::string_view> row) {
  const NameIndex names(schema);
  const auto is_name = [&](std::string_view cell) { return names.find(cell).has_value(); };
  const auto is_number = [](std::string_view cell) {
    return parse_float64(trim(cell)).fault == NumberFault::none;
  };
  // Values may look like names (KDD has a column and an attack `land`); most cells decide.
  const auto matches = static_cast<std::size_t>(std::count_if(row.begin(), row.end(), is_name));
  if (matches * 2 >= row.size()) return true;
  return std::none_of(row.begin(), row.end(), is_number);
}

}  // namespace vedette
