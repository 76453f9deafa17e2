// SPDX-License-Identifier: Apache-2.0
#include "validate/twins.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <span>

namespace vedette {
namespace {

constexpr std::size_t kFirstRows = 10;

Hash128 extend(const Hash128& hash, std::uint32_t code) {
  std::array<char, 20> bytes{};
  std::memcpy(bytes.data(), &hash.high, 8);
  std::memcpy(bytes.data() + 8, &hash.low, 8);
  std::memcpy(bytes.data() + 16, &code, 4);
  return hash128({bytes.data(), bytes.size()});
}

/// Classes among the rows of one vector.
struct Vote {
  std::int64_t labelled = 0;
  std::int64_t most = 0;  ///< rows of the most frequent class

  [[nodiscard]] bool contradicts() const { return most < labelled; }
};

Vote vote(std::span<const std::uint32_t> rows, const RowClasses& classes) {
  Vote result;
  std::vector<std::int32_t> held;
  for (const std::uint32_t row : rows)
    if (classes.of_row[row] >= 0) held.push_back(classes.of_row[row]);
  std::sort(held.begin(), held.end());
  std::int64_t run = 0;
  for (std::size_t i = 0; i < held.size(); ++i) {
    run = i > 0 && held[i] == held[i - 1] ? run + 1 : 1;
    result.most = std::max(result.most, run);
  }
  result.labelled = static_cast<std::int64_t>(held.size());
  return result;
}

void count_duplicates(Duplicates& duplicates, std::int64_t rows_of_vector) {
  ++duplicates.distinct;
  duplicates.repeats += rows_of_vector - 1;
  if (rows_of_vector > 1) duplicates.rows_with_a_twin += rows_of_vector;
}

}  // namespace

void TwinFinder::add(const CodedColumn& coded) {
  any_column_ = true;
  for (std::size_t row = 0; row < hashes_.size(); ++row)
    hashes_[row] = extend(hashes_[row], coded.codes[row]);
}

TwinCount TwinFinder::count(const RowClasses& classes) const {
  TwinCount result;
  if (!any_column_ || hashes_.empty()) return result;
  std::vector<std::uint32_t> order(hashes_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return hashes_[a] == hashes_[b] ? a < b : hashes_[a] < hashes_[b];
  });
  std::int64_t labelled = 0;
  std::int64_t reachable = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && hashes_[order[end]] == hashes_[order[begin]]) ++end;
    const std::span rows(order.data() + begin, end - begin);
    count_duplicates(result.duplicates, static_cast<std::int64_t>(rows.size()));
    if (!classes.known()) continue;
    const Vote held = vote(rows, classes);
    labelled += held.labelled;
    reachable += held.most;
    if (!held.contradicts()) continue;
    ++result.contradictions.vectors;
    result.contradictions.rows += held.labelled;
    result.contradicting_rows.insert(result.contradicting_rows.end(), rows.begin(), rows.end());
  }
  auto& rows = result.contradicting_rows;
  std::sort(rows.begin(), rows.end());
  if (rows.size() > kFirstRows) rows.resize(kFirstRows);
  if (labelled > 0)
    result.accuracy_ceiling = static_cast<double>(reachable) / static_cast<double>(labelled);
  return result;
}

}  // namespace vedette
