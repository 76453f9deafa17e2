// SPDX-License-Identifier: Apache-2.0
#include "transform/groups.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>
#include <utility>

#include "transform/split.hpp"

namespace vedette {
namespace {

void append_bits(std::string& bytes, std::uint64_t bits) {
  for (int shift = 0; shift < 64; shift += 8)
    bytes.push_back(static_cast<char>((bits >> shift) & 0xff));
}

/// Appends the value so that different values never give the same bytes: fixed widths, and texts
/// with their length in front.
void append_value(std::string& bytes, const Column& column, std::size_t row) {
  const bool missing = column.missing[row] != 0;
  bytes.push_back(missing ? '\1' : '\0');
  if (missing) return;
  switch (column.type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      return append_bits(bytes, static_cast<std::uint64_t>(column.int64s()[row]));
    case ColumnType::float64:
      // Adding 0 turns -0 into 0.
      return append_bits(bytes, std::bit_cast<std::uint64_t>(column.float64s()[row] + 0.0));
    case ColumnType::boolean:
      bytes.push_back(static_cast<char>(column.booleans()[row]));
      return;
    case ColumnType::text: {
      const std::string_view text = column.texts()[row];
      append_bits(bytes, text.size());
      bytes.append(text);
      return;
    }
  }
}

}  // namespace

std::vector<Hash128> feature_hashes(const Table& table, const Schema& schema) {
  std::vector<const Column*> features;
  for (const std::string& name : schema.feature_names())
    if (const Column* column = table.find(name)) features.push_back(column);
  std::vector<Hash128> hashes;
  hashes.reserve(table.rows());
  std::string bytes;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    bytes.clear();
    for (const Column* column : features) append_value(bytes, *column, row);
    hashes.push_back(hash128(bytes));
  }
  return hashes;
}

Groups group_by_key(std::span<const Hash128> key_of_row) {
  Groups groups;
  groups.of_row.reserve(key_of_row.size());
  std::unordered_map<Hash128, std::uint32_t> numbers;
  numbers.reserve(key_of_row.size());
  for (const Hash128& key : key_of_row) {
    const auto next = static_cast<std::uint32_t>(groups.keys.size());
    const auto [found, is_new] = numbers.try_emplace(key, next);
    if (is_new) groups.keys.push_back(key);
    groups.of_row.push_back(found->second);
  }
  return groups;
}

std::vector<std::uint32_t> duplicate_groups(const Table& table, const Schema& schema) {
  return group_by_key(feature_hashes(table, schema)).of_row;
}

std::vector<GroupFacts> group_facts(std::span<const std::uint32_t> rows,
                                    std::span<const std::uint32_t> group_of_row,
                                    std::span<const std::int32_t> classes) {
  std::vector<std::pair<std::uint32_t, std::int32_t>> members;
  members.reserve(rows.size());
  for (const std::uint32_t row : rows) members.emplace_back(group_of_row[row], classes[row]);
  std::ranges::sort(members);
  std::vector<GroupFacts> facts;
  std::ptrdiff_t most = 0;
  for (auto begin = members.begin(); begin != members.end();) {
    const auto end = std::upper_bound(begin, members.end(), *begin);
    const auto [group, cls] = *begin;
    if (facts.empty() || facts.back().group != group) {
      facts.push_back({group, 0, cls});
      most = 0;
    }
    facts.back().rows += end - begin;
    if (end - begin > most) {
      most = end - begin;
      facts.back().cls = cls;
    }
    begin = end;
  }
  return facts;
}

std::uint64_t shuffled_key(std::uint64_t seed, const Hash128& key) {
  std::string bytes;
  append_bits(bytes, seed);
  append_bits(bytes, key.high);
  append_bits(bytes, key.low);
  return hash128(bytes).high;
}

}  // namespace vedette
