// SPDX-License-Identifier: Apache-2.0
#include "data/writers.hpp"

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace vedette {
namespace {

Json value_of(const Column& column, std::size_t row) {
  if (column.missing[row] != 0) return nullptr;
  switch (column.type) {
    case ColumnType::int64:
      return column.int64s()[row];
    case ColumnType::float64:
      return column.float64s()[row];
    case ColumnType::boolean:
      return column.booleans()[row] != 0;
    case ColumnType::text:
    case ColumnType::timestamp:
      break;
  }
  return column.text(row);
}

}  // namespace

std::string csv_field(std::string_view text, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  if (text.find_first_of({special, sizeof special}) == std::string_view::npos)
    return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

std::string csv_header(const Table& table, char delimiter) {
  std::string line;
  for (const Column& column : table.columns) {
    if (&column != &table.columns.front()) line += delimiter;
    line += csv_field(column.name, delimiter);
  }
  return line + '\n';
}

std::string csv_rows(const Table& table, char delimiter) {
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::size_t start = text.size();
    for (const Column& column : table.columns) {
      if (&column != &table.columns.front()) text += delimiter;
      text += csv_field(column.text(row), delimiter);
    }
    if (text.size() == start) text += "\"\"";  // an empty line would be no row
    text += '\n';
  }
  return text;
}

std::string jsonl_rows(const Table& table) {
  std::string text;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    Json object = Json::object();
    for (const Column& column : table.columns) object[column.name] = value_of(column, row);
    text += dump_json(object) + '\n';
  }
  return text;
}

}  // namespace vedette
