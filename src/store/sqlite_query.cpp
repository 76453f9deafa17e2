// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_query.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/condition.hpp"

namespace vedette {
namespace {

/// SQLite orders all numbers before all texts before all blobs (which stand for booleans): this
/// keeps a comparison within the type of its value.
std::string_view same_type(const FieldValue& value) {
  if (std::holds_alternative<bool>(value)) return "value >= x''";
  if (std::holds_alternative<std::string>(value)) return "value >= '' AND value < x''";
  return "value < ''";
}

std::string_view sign(Condition::Op op) {
  switch (op) {
    case Condition::Op::less:
      return "<";
    case Condition::Op::less_equal:
      return "<=";
    case Condition::Op::greater:
      return ">";
    case Condition::Op::greater_equal:
      return ">=";
    default:
      return "=";
  }
}

SqliteFilter prefix_test(const std::string& prefix) {
  if (const auto end = after_prefix(prefix)) return {"value >= ? AND value < ?", {prefix, *end}};
  return {"value >= ? AND value < x''", {prefix}};
}

/// What holds for a row of `fields`.
SqliteFilter value_test(const Condition& condition) {
  using Op = Condition::Op;
  if (condition.op == Op::exists) return {"TRUE", {}};
  if (condition.op == Op::prefix) return prefix_test(std::get<std::string>(condition.values[0]));
  if (condition.op == Op::in) {
    const std::vector<std::string_view> marks(condition.values.size(), "?");
    return {fmt::format("value IN ({})", fmt::join(marks, ",")), condition.values};
  }
  return {fmt::format("value {} ? AND {}", sign(condition.op), same_type(condition.values[0])),
          condition.values};
}

}  // namespace

SqliteFilter sqlite_filter(std::string_view collection, std::span<const Condition> all_of) {
  SqliteFilter filter{"collection = ?", {std::string(collection)}};
  for (const Condition& condition : all_of) {
    const SqliteFilter test = value_test(condition);
    filter.sql += fmt::format(" AND doc {} (SELECT doc FROM fields WHERE name = ? AND {})",
                              condition.op == Condition::Op::not_equal ? "NOT IN" : "IN", test.sql);
    filter.values.emplace_back(condition.field);
    filter.values.insert(filter.values.end(), test.values.begin(), test.values.end());
  }
  return filter;
}

}  // namespace vedette
