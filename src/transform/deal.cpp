// SPDX-License-Identifier: Apache-2.0
// Dealing groups out to train, tune and test, class by class.
#include <algorithm>
#include <bit>
#include <tuple>

#include "transform/groups.hpp"

namespace vedette {
namespace {

constexpr std::size_t kParts = 3;
/// Who gets a group first when a class has few: train, test, tune.
constexpr std::array<std::uint8_t, kParts> kPriority{0, 2, 1};

/// The groups of one class, in the order of dealing, with the part of each.
class Stratum {
 public:
  Stratum(std::span<const GroupFacts> groups, const PartShares& shares)
      : groups_(groups), parts_(groups.size()), shares_(shares) {}

  std::vector<std::uint8_t> deal() && {
    deal_by_room();
    for (std::size_t i = 0; i < kParts; ++i) supply(i);
    return std::move(parts_);
  }

 private:
  /// Each group goes to the part that lacks the largest share of its due, among those that have
  /// room for it.
  void deal_by_room() {
    double rows = 0;
    for (const GroupFacts& group : groups_) rows += static_cast<double>(group.rows);
    PartShares due{};
    for (std::size_t p = 0; p < kParts; ++p) due[p] = shares_[p] * rows;
    PartShares room = due;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const auto size = static_cast<double>(groups_[g].rows);
      parts_[g] = roomiest(room, due, size);
      room[parts_[g]] -= size;
    }
  }

  [[nodiscard]] static std::uint8_t roomiest(const PartShares& room, const PartShares& due,
                                             double size) {
    std::uint8_t best = 0;
    std::tuple<bool, double> best_claim{false, -1e300};
    for (const std::uint8_t p : kPriority) {
      if (due[p] <= 0) continue;
      const bool fits = room[p] + 0.5 >= size;
      const std::tuple claim{fits, fits ? room[p] / due[p] : room[p]};
      if (claim <= best_claim) continue;
      best = p;
      best_claim = claim;
    }
    return best;
  }

  [[nodiscard]] std::ptrdiff_t count(std::uint8_t part) const {
    return std::ranges::count(parts_, part);
  }

  /// Gives the i-th part by priority its smallest group from a part that can spare one.
  void supply(std::size_t i) {
    const std::uint8_t part = kPriority[i];
    if (shares_[part] <= 0 || count(part) > 0) return;
    std::uint8_t donor = part;
    for (std::size_t j = 0; j < kParts; ++j) {
      const std::uint8_t candidate = kPriority[j];
      const bool can_spare = count(candidate) > (j > i ? 0 : 1);
      if (can_spare && count(candidate) > count(donor)) donor = candidate;
    }
    if (donor != part) parts_[smallest_of(donor)] = part;
  }

  [[nodiscard]] std::size_t smallest_of(std::uint8_t part) const {
    std::size_t smallest = groups_.size();
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (parts_[g] != part) continue;
      if (smallest == groups_.size() || groups_[g].rows < groups_[smallest].rows) smallest = g;
    }
    return smallest;
  }

  std::span<const GroupFacts> groups_;
  std::vector<std::uint8_t> parts_;
  PartShares shares_;
};

/// Larger groups come first, by powers of two: dealt late, one of them might find no part with room
/// and spoil the shares. Among groups of like size chance decides.
void sort_for_dealing(std::vector<GroupFacts>& groups, std::span<const Hash128> keys,
                              std::uint64_t seed) {
  std::vector<std::uint64_t> chance(keys.size());
  for (const GroupFacts& group : groups)
    chance[group.group] = shuffled_key(seed, keys[group.group]);
  std::ranges::sort(groups, [&](const GroupFacts& a, const GroupFacts& b) {
    const auto order = [&](const GroupFacts& g) {
      const int smallness = std::countl_zero(static_cast<std::uint64_t>(g.rows));
      return std::tuple(g.cls, smallness, chance[g.group], keys[g.group]);
    };
    return order(a) < order(b);
  });
}

}  // namespace

std::vector<std::uint8_t> deal_parts(std::vector<GroupFacts> groups, std::span<const Hash128> keys,
                                     const PartShares& shares, std::uint64_t seed) {
  sort_for_dealing(groups, keys, seed);
  std::vector<std::uint8_t> part_of_group(keys.size());
  for (auto begin = groups.begin(); begin != groups.end();) {
    const auto end = std::find_if(begin, groups.end(),
                                  [&](const GroupFacts& g) { return g.cls != begin->cls; });
    const std::vector<std::uint8_t> parts = Stratum({begin, end}, shares).deal();
    for (std::size_t i = 0; i < parts.size(); ++i)
      part_of_group[begin[static_cast<std::ptrdiff_t>(i)].group] = parts[i];
    begin = end;
  }
  return part_of_group;
}

}  // namespace vedette
