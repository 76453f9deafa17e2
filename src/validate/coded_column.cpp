// SPDX-License-Identifier: Apache-2.0
#include "validate/coded_column.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace vedette {
namespace {

/// Numbers values in order of appearance.
template <class Value, class ValueAt>
CodedColumn code_by_appearance(const Column& column, const ValueAt& value_at) {
  CodedColumn coded;
  coded.codes.resize(column.size(), kMissingCode);
  std::unordered_map<Value, std::uint32_t> code_of;
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (column.missing[row] != 0) {
      ++coded.missing;
      continue;
    }
    const auto next = static_cast<std::uint32_t>(coded.counts.size());
    const auto [entry, is_new] = code_of.try_emplace(value_at(row), next);
    if (is_new) {
      coded.counts.push_back(0);
      coded.first_row.push_back(static_cast<std::uint32_t>(row));
    }
    coded.codes[row] = entry->second;
    ++coded.counts[entry->second];
  }
  return coded;
}

/// Renumbers the codes so that they ascend with the values.
template <class ValueAt>
void sort_codes(CodedColumn& coded, const ValueAt& value_at) {
  std::vector<std::uint32_t> order(coded.distinct());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return value_at(coded.first_row[a]) < value_at(coded.first_row[b]);
  });
  std::vector<std::uint32_t> new_code(order.size());
  CodedColumn sorted;
  for (const std::uint32_t old : order) {
    new_code[old] = static_cast<std::uint32_t>(sorted.counts.size());
    sorted.counts.push_back(coded.counts[old]);
    sorted.first_row.push_back(coded.first_row[old]);
  }
  for (std::uint32_t& code : coded.codes)
    if (code != kMissingCode) code = new_code[code];
  coded.counts = std::move(sorted.counts);
  coded.first_row = std::move(sorted.first_row);
}

template <class Value, class ValueAt>
CodedColumn code_values(const Column& column, const ValueAt& value_at) {
  CodedColumn coded = code_by_appearance<Value>(column, value_at);
  sort_codes(coded, value_at);
  return coded;
}

}  // namespace

CodedColumn code_column(const Column& column) {
  switch (column.type) {
    case ColumnType::text: {
      const TextValues& texts = column.texts();
      return code_values<std::string_view>(column, [&](std::size_t row) { return texts[row]; });
    }
    case ColumnType::float64: {
      const auto numbers = column.float64s();
      // Adding zero turns -0 into 0.
      return code_values<double>(column, [=](std::size_t row) { return numbers[row] + 0.0; });
    }
    case ColumnType::boolean: {
      const auto flags = column.booleans();
      return code_values<std::uint8_t>(column, [=](std::size_t row) { return flags[row]; });
    }
    case ColumnType::int64:
    case ColumnType::timestamp:
      break;
  }
  const auto numbers = column.int64s();
  return code_values<std::int64_t>(column, [=](std::size_t row) { return numbers[row]; });
}

std::vector<std::uint32_t> first_rows_with(const CodedColumn& coded,
                                           const std::vector<std::uint8_t>& wanted,
                                           std::size_t at_most) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < coded.codes.size() && rows.size() < at_most; ++row) {
    const std::uint32_t code = coded.codes[row];
    if (code != kMissingCode && wanted[code] != 0) rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

}  // namespace vedette
