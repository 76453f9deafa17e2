// SPDX-License-Identifier: Apache-2.0
/// Folds of the train rows on which hyper-parameters are compared.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "select/experiment.hpp"

namespace vedette {

/// Table row numbers; `fit` in a shuffled order, so that its first n rows are a fair sample.
struct Fold {
  std::vector<std::uint32_t> fit;
  std::vector<std::uint32_t> validate;
};

/// Grouped folds as the split itself was made: rows of one group stay together, and no fit row
/// equals a validated one.
/// A split by time gets forward chaining: each fold learns from all earlier blocks of rows and is
/// validated on the next one, after the gap (Tashman 2000). Train rows above
/// `SearchOptions::max_rows` are sampled by groups (by time: the latest are kept).
/// Errors: `invalid_argument` for fewer than two folds.
[[nodiscard]] Result<std::vector<Fold>> make_folds(const Experiment& experiment);

/// A group number per table row: the group column for a split by group (rows without a value, and
/// all rows otherwise, are grouped with their equals).
[[nodiscard]] std::vector<std::uint32_t> row_groups(const Table& table, const Schema& schema,
                                                    const SplitOptions& options);

/// One fold as numbers; borrows from the `PreparedRows` it was made of. Classes are numbered anew, without those that have no row to learn from;
/// `full_class` gives the number in the experiment.
struct FoldRows {
  Matrix fit;
  const Matrix* validate;  ///< of the prepared fold, with the experiment's class numbers
  std::vector<std::int32_t> full_class;
};

/// The first `share` of the fold's fit rows. Only folds in which both parts hold two classes (and
/// the benign one, if there is one) can tell candidates apart; others are left out.
[[nodiscard]] std::vector<FoldRows> fold_rows(const Experiment& experiment,
                                              std::span<const PreparedRows> folds, double share);

/// Scores of a model that knows only `full_class`, over all classes; 0 for the others.
[[nodiscard]] Scores widen(const Scores& scores, std::span<const std::int32_t> full_class,
                           std::size_t classes);

}  // namespace vedette
