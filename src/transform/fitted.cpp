// SPDX-License-Identifier: Apache-2.0
#include "transform/fitted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_set>

namespace vedette {
namespace {

Result<FittedColumn> bound(const Json& item, const Layout& layout,
                           std::span<const ColumnKind> kinds) {
  const std::string name = VEDETTE_TRY(json_text(item, "name"));
  const auto found = std::ranges::find(layout, name, &LayoutColumn::name);
  if (found == layout.end())
    return fail(ErrorCode::malformed, fmt::format("there is no column '{}' at this step", name));
  if (std::ranges::find(kinds, found->kind) == kinds.end())
    return fail(ErrorCode::malformed, fmt::format("this step cannot take column '{}'", name));
  const auto index = static_cast<std::size_t>(found - layout.begin());
  return FittedColumn{{name, index}, found->kind, &item};
}

}  // namespace

Result<std::vector<FittedColumn>> read_columns(const Json& step, const Layout& layout,
                                               std::span<const ColumnKind> kinds) {
  const Json* items = VEDETTE_TRY(json_array(step, "columns"));
  std::vector<FittedColumn> columns;
  std::set<std::size_t> seen;
  for (const Json& item : *items) {
    columns.push_back(VEDETTE_TRY(bound(item, layout, kinds)));
    const BoundColumn& column = columns.back().column;
    if (!seen.insert(column.index).second)
      return fail(ErrorCode::malformed, fmt::format("column '{}' stands twice", column.name));
  }
  return columns;
}

Result<double> read_finite(const Json& object, std::string_view key) {
  const double number = VEDETTE_TRY(json_number(object, key));
  if (!std::isfinite(number))
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a finite number", key));
  return number;
}

Result<std::vector<std::string>> read_texts(const Json& object, std::string_view key) {
  const Json* items = VEDETTE_TRY(json_array(object, key));
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;
  for (const Json& item : *items) {
    if (!item.is_string())
      return fail(ErrorCode::malformed, fmt::format("'{}' holds something else than text", key));
    texts.push_back(item.get<std::string>());
    if (!seen.insert(texts.back()).second)
      return fail(ErrorCode::malformed, fmt::format("'{}' names '{}' twice", key, texts.back()));
  }
  return texts;
}

Result<std::vector<double>> read_numbers(const Json& object, std::string_view key) {
  const Json* items = VEDETTE_TRY(json_array(object, key));
  std::vector<double> numbers;
  for (const Json& item : *items) {
    if (!item.is_null() && !(item.is_number() && std::isfinite(item.get<double>())))
      return fail(ErrorCode::malformed, fmt::format("'{}' holds something else than numbers", key));
    numbers.push_back(item.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                     : item.get<double>());
  }
  return numbers;
}

Json numbers_json(std::span<const double> numbers) {
  Json list = Json::array();
  for (const double number : numbers)
    list.push_back(std::isnan(number) ? Json(nullptr) : Json(number));
  return list;
}

}  // namespace vedette
