// SPDX-License-Identifier: Apache-2.0
/// Rows that have to stay together, and dealing such groups out. Private to this module.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/hash.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

/// Groups numbered from 0 in order of first appearance, each with a key that depends only on
/// what its rows have in common.
struct Groups {
  std::vector<std::uint32_t> of_row;
  std::vector<Hash128> keys;
};

/// Rows with equal keys are one group.
[[nodiscard]] Groups group_by_key(std::span<const Hash128> key_of_row);

/// Per row a hash of its feature columns.
[[nodiscard]] std::vector<Hash128> feature_hashes(const Table& table, const Schema& schema);

/// What dealing needs to know of a group.
struct GroupFacts {
  std::uint32_t group = 0;
  std::int64_t rows = 0;
  std::int32_t cls = 0;  ///< the most frequent class, the smallest among equals
};
/// The groups that occur among `rows`, ascending.
[[nodiscard]] std::vector<GroupFacts> group_facts(std::span<const std::uint32_t> rows,
                                                  std::span<const std::uint32_t> group_of_row,
                                                  std::span<const std::int32_t> classes);

/// Shares of train, tune and test; they add up to 1.
using PartShares = std::array<double, 3>;

/// The part (0 train, 1 tune, 2 test) of each group; `keys` is indexed by group.
[[nodiscard]] std::vector<std::uint8_t> deal_parts(std::vector<GroupFacts> groups,
                                                   std::span<const Hash128> keys,
                                                   const PartShares& shares, std::uint64_t seed);

/// A number that orders groups at random, by `seed`.
[[nodiscard]] std::uint64_t shuffled_key(std::uint64_t seed, const Hash128& key);

}  // namespace vedette
