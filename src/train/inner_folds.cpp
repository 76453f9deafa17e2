// SPDX-License-Identifier: Apache-2.0
#include "train/inner_folds.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/random.hpp"

namespace vedette {
namespace {

using RowNumbers = std::vector<std::uint32_t>;

/// Rows with equal values, per class of the first of them.
std::vector<std::vector<RowNumbers>> equal_rows_by_class(const Matrix& rows, std::size_t classes) {
  std::unordered_map<Hash128, std::pair<std::size_t, std::size_t>> known;
  std::vector<std::vector<RowNumbers>> groups(classes);
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    const std::span<const float> row = rows.row(i);
    const Hash128 hash =
        hash128({reinterpret_cast<const char*>(row.data()), row.size() * sizeof(float)});
    const auto cls = static_cast<std::size_t>(rows.classes[i]);
    const auto [place, is_new] = known.try_emplace(hash, cls, groups[cls].size());
    const auto [group_class, number] = place->second;
    if (is_new) groups[cls].emplace_back();
    groups[group_class][number].push_back(i);
  }
  return groups;
}

}  // namespace

InnerFolds make_inner_folds(const Matrix& rows, std::size_t classes, std::uint32_t wanted,
                            std::uint64_t seed) {
  std::vector<std::vector<RowNumbers>> groups = equal_rows_by_class(rows, classes);
  std::size_t fewest = wanted;
  for (const auto& of_class : groups) fewest = std::min(fewest, of_class.size());
  InnerFolds folds{static_cast<std::uint32_t>(std::max<std::size_t>(fewest, 1)),
                   std::vector<std::uint32_t>(rows.rows)};
  for (std::size_t c = 0; c < classes; ++c) {
    Random random = Random::for_task(seed, c);
    random.shuffle(std::span(groups[c]));
    std::vector<std::size_t> sizes(folds.folds);
    for (const RowNumbers& group : groups[c]) {
      const auto smallest = std::ranges::min_element(sizes) - sizes.begin();
      sizes[static_cast<std::size_t>(smallest)] += group.size();
      for (const std::uint32_t row : group)
        folds.fold_of_row[row] = static_cast<std::uint32_t>(smallest);
    }
  }
  return folds;
}

namespace {

struct Part {
  RowNumbers training;
  RowNumbers held_out;
};

Part part_of(const InnerFolds& folds, std::uint32_t fold) {
  Part part;
  for (std::uint32_t i = 0; i < folds.fold_of_row.size(); ++i) {
    const bool held_out = folds.fold_of_row[i] == fold;
    if (held_out || folds.folds == 1) part.held_out.push_back(i);
    if (!held_out || folds.folds == 1) part.training.push_back(i);
  }
  return part;
}

/// Column `output` of the decisions, and which rows are of its class.
Sigmoid fit_output(const Decisions& decisions, std::size_t output, const Matrix& rows) {
  const std::size_t cls = decisions.outputs == 1 ? 1 : output;
  std::vector<double> values(rows.rows);
  std::vector<std::uint8_t> positive(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    values[i] = decisions.values[i * decisions.outputs + output];
    positive[i] = static_cast<std::size_t>(rows.classes[i]) == cls ? 1 : 0;
  }
  return fit_sigmoid(values, positive, rows.weights);
}

}  // namespace

Result<std::vector<Sigmoid>> held_out_sigmoids(const Matrix& rows, std::size_t classes,
                                               std::uint64_t seed, const TrainAndDecide& train) {
  constexpr std::uint32_t kFolds = 3;
  const InnerFolds folds = make_inner_folds(rows, classes, kFolds, seed);
  const std::size_t outputs = output_count(classes);
  Decisions all{rows.rows, outputs, std::vector<double>(rows.rows * outputs)};
  for (std::uint32_t fold = 0; fold < folds.folds; ++fold) {
    const Part part = part_of(folds, fold);
    const Decisions decided =
        VEDETTE_TRY(train(rows.select(part.training), rows.select(part.held_out)));
    for (std::size_t i = 0; i < part.held_out.size(); ++i)
      std::copy_n(decided.values.begin() + static_cast<std::ptrdiff_t>(i * outputs), outputs,
                  all.values.begin() + static_cast<std::ptrdiff_t>(part.held_out[i] * outputs));
  }
  std::vector<Sigmoid> sigmoids;
  for (std::size_t o = 0; o < outputs; ++o) sigmoids.push_back(fit_output(all, o, rows));
  return sigmoids;
}

}  // namespace vedette
