// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "transform/groups.hpp"
#include "transform/split.hpp"

namespace vedette {
namespace {

/// Classes together, larger groups first (they are hardest to place), equal ones by chance.
void sort_for_folds(std::vector<GroupFacts>& groups, std::uint64_t seed) {
  std::ranges::sort(groups, [&](const GroupFacts& a, const GroupFacts& b) {
    const auto order = [&](const GroupFacts& g) {
      return std::tuple(g.cls, -g.rows, shuffled_key(seed, {0, g.group}));
    };
    return order(a) < order(b);
  });
}

/// The fold with the fewest rows of the class, then with the fewest rows.
std::size_t emptiest(const std::vector<std::int64_t>& of_class,
                     const std::vector<std::int64_t>& of_all) {
  std::size_t best = 0;
  for (std::size_t f = 1; f < of_class.size(); ++f)
    if (std::tie(of_class[f], of_all[f]) < std::tie(of_class[best], of_all[best])) best = f;
  return best;
}

}  // namespace

std::vector<std::uint32_t> grouped_folds(std::span<const std::uint32_t> rows,
                                         std::span<const std::uint32_t> group_of_row,
                                         std::span<const std::int32_t> classes,
                                         std::uint32_t folds, std::uint64_t seed) {
  check(folds > 0, "there is a fold to put rows into");
  std::vector<GroupFacts> groups = group_facts(rows, group_of_row, classes);
  sort_for_folds(groups, seed);
  std::vector<std::int64_t> of_all(folds);
  std::unordered_map<std::int32_t, std::vector<std::int64_t>> of_class;
  std::unordered_map<std::uint32_t, std::uint32_t> fold_of_group;
  for (const GroupFacts& group : groups) {
    std::vector<std::int64_t>& counts = of_class.try_emplace(group.cls, folds).first->second;
    const std::size_t fold = emptiest(counts, of_all);
    counts[fold] += group.rows;
    of_all[fold] += group.rows;
    fold_of_group[group.group] = static_cast<std::uint32_t>(fold);
  }
  std::vector<std::uint32_t> fold_of_entry;
  fold_of_entry.reserve(rows.size());
  for (const std::uint32_t row : rows)
    fold_of_entry.push_back(fold_of_group.at(group_of_row[row]));
  return fold_of_entry;
}

}  // namespace vedette
