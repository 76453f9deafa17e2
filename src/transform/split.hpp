// SPDX-License-Identifier: Apache-2.0
/// Splitting rows into train, tune and test without leakage.
///
/// Which part a row falls into depends on its content and the seed, not on where it stands in the
/// file: shuffling a table and splitting it again gives the same parts.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

enum class SplitMethod {
  duplicate_grouped,  ///< default: rows equal in all feature columns stay together; stratified
                      ///< by the most frequent class of each such group
  stratified,         ///< what others call a stratified split; since equal rows must not straddle
                      ///< here either, the parts are those of duplicate_grouped
  time,               ///< train before tune before test, with a gap; needs a time column
  group,              ///< all rows of one value of the group column together; stratified as above
  given,              ///< a file per part
};
[[nodiscard]] std::string_view to_string(SplitMethod method);
/// Errors: `invalid_argument` with the list of methods.
[[nodiscard]] Result<SplitMethod> split_method_from(std::string_view name);

struct SplitOptions {
  SplitMethod method = SplitMethod::duplicate_grouped;
  double tune_share = 0.15;     ///< of the rows; 0: no such part
  double test_share = 0.15;     ///< of the rows; 0: no such part
  double gap_seconds = 0;       ///< time only: rows this close after a border are left out
  std::string group_column{};   ///< group only; empty: the schema's group column
  std::uint64_t seed = 1;
};

/// Row numbers, ascending, disjoint; together all rows. Equal rows never straddle parts.
struct Split {
  std::vector<std::uint32_t> train;
  std::vector<std::uint32_t> tune;
  std::vector<std::uint32_t> test;
  std::vector<std::uint32_t> left_out;  ///< in a time gap, without a time, or equal to a row of a
                                        ///< later part (train, tune, test)
  SplitOptions options;
  std::int64_t distinct_rows = 0;       ///< distinct feature vectors
  std::int64_t twins = 0;               ///< rows that equal an earlier row
  std::int64_t groups = 0;              ///< groups that were dealt out; 0 for time and given
};

/// What the report and the bundle say of a split: method, seed, counts, shares, twins.
[[nodiscard]] Json to_json(const Split& split);

/// A number per row: equal for rows that are equal in all feature columns (label, ids, time not
/// counted). Numbers run from 0 in order of first appearance. Rows count as equal when 128 bits of
/// their hash are: among a thousand million distinct rows a mistake has a chance of 1 to 10^20,
/// and would keep two rows together that could be apart.
[[nodiscard]] std::vector<std::uint32_t> duplicate_groups(const Table& table,
                                                          const Schema& schema);

/// `classes` is the class index per row (for stratification). Parts that are dealt by group keep
/// the shares within each class as exactly as the sizes of the groups allow. A class with few
/// groups gets one into train first, then test, then tune; with three or more it is in all parts.
/// Time: borders fall between different times, so that the shares are exact but for rows of equal
/// time. A row without a group value is a group of its own.
/// Errors: `invalid_argument` for shares out of range or that leave a wanted part empty,
/// `schema_mismatch` when the method needs a column that is not there or whose values are missing
/// in more than 0.1 % of rows, or the time is text.
[[nodiscard]] Result<Split> split_rows(const Table& table, const Schema& schema,
                                       std::span<const std::int32_t> classes,
                                       const SplitOptions& options);

/// Split with a given part per row (0 train, 1 tune, 2 test), as when test rows come from a file
/// of their own: rows of earlier parts that equal a later part's row are moved to `left_out`.
/// Errors: `invalid_argument` for other part numbers or when no row is left to train on.
[[nodiscard]] Result<Split> split_given(const Table& table, const Schema& schema,
                                        std::span<const std::uint8_t> part_of_row,
                                        const SplitOptions& options);

/// k folds over some rows: a fold number (0 to folds - 1) per entry of `rows`; rows of one group
/// share a fold; classes are spread evenly. `group_of_row` and `classes` are indexed by row
/// number.
[[nodiscard]] std::vector<std::uint32_t> grouped_folds(std::span<const std::uint32_t> rows,
                                                       std::span<const std::uint32_t> group_of_row,
                                                       std::span<const std::int32_t> classes,
                                                       std::uint32_t folds, std::uint64_t seed);

}  // namespace vedette
