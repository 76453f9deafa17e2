// SPDX-License-Identifier: Apache-2.0
#include "trees/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

#include "base/parallel.hpp"
#include "trees/forest_builder.hpp"
#include "trees/forest_scorer.hpp"

namespace vedette {
namespace {

Result<> check_options(const ForestOptions& options) {
  const ColumnDraw& draw = options.columns;
  if (options.trees == 0) return fail(ErrorCode::invalid_argument, "a forest needs a tree");
  if (!(options.min_leaf > 0))
    return fail(ErrorCode::invalid_argument, "the least weight of a leaf must be over 0");
  if (!(options.min_decrease >= 0))
    return fail(ErrorCode::invalid_argument, "the least impurity drop must not be negative");
  if (draw.rule == ColumnDraw::Rule::share && !(draw.share > 0 && draw.share <= 1))
    return fail(ErrorCode::invalid_argument, "the share of columns must be in (0, 1]");
  return {};
}

/// As many rows as there are, drawn with replacement; each drawn row once, with its count.
std::vector<Sample> bootstrap(const std::vector<Sample>& all, Random& random) {
  std::vector<std::uint32_t> counts(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) ++counts[random.below(all.size())];
  std::vector<Sample> drawn;
  drawn.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (counts[i] == 0) continue;
    drawn.push_back(all[i]);
    drawn.back().weight *= static_cast<float>(counts[i]);
  }
  return drawn;
}

/// Counts trees done, and tells one thread's progress at a time.
class TreeProgress {
 public:
  TreeProgress(const WorkContext& work, std::uint64_t trees) : work_(work), trees_(trees) {}
  void done_one() {
    const std::scoped_lock lock(mutex_);
    work_.progress("growing trees", ++done_, trees_);
  }

 private:
  const WorkContext& work_;
  std::mutex mutex_;
  std::uint64_t done_ = 0;
  std::uint64_t trees_;
};

/// Trees on binned rows, each from its own generator.
std::vector<std::optional<FlatTree>> grow_all(const BinnedMatrix& binned,
                                              const std::vector<Sample>& all, std::size_t classes,
                                              const ForestOptions& options, std::uint64_t seed,
                                              const WorkContext& work) {
  const GrowOptions grow{{options.columns.of(binned.columns), options.min_leaf, options.criterion},
                         options.max_depth,
                         options.min_decrease};
  std::vector<std::optional<FlatTree>> trees(options.trees);
  TreeProgress progress(work, options.trees);
  parallel_for(trees.size(), work.threads, [&](std::size_t t) {
    if (work.stopped()) return;
    Random random = Random::for_task(seed, t);
    std::vector<Sample> samples = options.rows == RowDraw::bootstrap ? bootstrap(all, random) : all;
    const GrownTree tree = grow_tree(binned, std::move(samples), classes, grow, random, work.stop);
    if (work.stopped()) return;
    trees[t] = flatten(tree, classes, class_shares);
    progress.done_one();
  });
  return trees;
}

/// Which rows of `all` tree `tree` did not see, by number in the matrix, ascending.
std::vector<std::uint32_t> unseen_rows(const std::vector<Sample>& all, std::uint64_t seed,
                                       std::size_t tree) {
  Random random = Random::for_task(seed, tree);
  const std::vector<Sample> seen = bootstrap(all, random);
  std::vector<std::uint32_t> unseen;
  auto next = seen.begin();
  for (const Sample& sample : all) {
    if (next != seen.end() && next->row == sample.row)
      ++next;
    else
      unseen.push_back(sample.row);
  }
  return unseen;
}

/// Mean over the trees that did not see a row; NaN for rows that all of them saw.
std::vector<float> unseen_scores(const Forest& forest, const Matrix& matrix, std::size_t block,
                                 const std::vector<std::vector<std::uint32_t>>& unseen) {
  const std::size_t begin = block * BlockScorer::kRows;
  const std::size_t count = std::min(BlockScorer::kRows, matrix.rows - begin);
  BlockScorer scorer(forest.parts());
  scorer.load(std::span(matrix.values).subspan(begin * matrix.columns, count * matrix.columns));
  std::vector<std::uint32_t> times(count);
  for (std::size_t t = 0; t < unseen.size(); ++t) {
    std::vector<std::uint32_t> rows;
    for (auto i = std::ranges::lower_bound(unseen[t], begin);
         i != unseen[t].end() && *i < begin + count; ++i)
      rows.push_back(static_cast<std::uint32_t>(*i - begin));
    for (const std::uint32_t row : rows) ++times[row];
    scorer.add_tree(t, rows);
  }
  std::vector<float> scores;
  for (std::size_t i = 0; i < count; ++i)
    for (const double sum : scorer.sums_of(i)) scores.push_back(static_cast<float>(sum / times[i]));
  return scores;
}

OutOfBag summarise(Scores scores, const Matrix& matrix) {
  OutOfBag result{std::move(scores)};
  double weight = 0;
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const std::span<const float> row = result.scores.row(i);
    if (std::isnan(row[0])) continue;
    const auto truth = static_cast<std::size_t>(matrix.classes[i]);
    const auto told = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
    const auto w = static_cast<double>(matrix.weight(i));
    ++result.rows;
    weight += w;
    result.accuracy += told == truth ? w : 0;
    result.log_loss -= w * std::log(std::max(static_cast<double>(row[truth]), 1e-15));
  }
  if (weight > 0) {
    result.accuracy /= weight;
    result.log_loss /= weight;
  }
  return result;
}

}  // namespace

std::size_t ColumnDraw::of(std::size_t columns) const {
  const auto all = static_cast<double>(columns);
  double wanted = all;
  if (rule == Rule::square_root) wanted = std::sqrt(all);
  if (rule == Rule::log2) wanted = std::log2(all);
  if (rule == Rule::share) wanted = share * all;
  return std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, columns);
}

Result<> check_training_rows(const Matrix& matrix, int classes) {
  if (matrix.rows == 0 || matrix.columns == 0)
    return fail(ErrorCode::invalid_argument, "there are no rows or no columns to learn from");
  if (matrix.rows >= UINT32_MAX || matrix.columns >= (1U << 23))
    return fail(ErrorCode::too_large, "trees take fewer than 2^32 rows and 2^23 columns");
  if (classes < 1 || matrix.classes.size() != matrix.rows)
    return fail(ErrorCode::invalid_argument, "every row needs a class");
  if (std::ranges::any_of(matrix.classes, [&](int k) { return k < 0 || k >= classes; }))
    return fail(ErrorCode::invalid_argument, fmt::format("a class is not in 0 to {}", classes - 1));
  if (std::ranges::any_of(matrix.weights, [](float w) { return !(w >= 0) || std::isinf(w); }))
    return fail(ErrorCode::invalid_argument, "a row weight is negative or not a number");
  if (every_sample(matrix).empty())
    return fail(ErrorCode::invalid_argument, "no row has a weight over 0");
  return {};
}

std::vector<Sample> every_sample(const Matrix& matrix) {
  std::vector<Sample> samples;
  samples.reserve(matrix.rows);
  for (std::size_t i = 0; i < matrix.rows; ++i)
    if (matrix.weight(i) > 0)
      samples.push_back({static_cast<std::uint32_t>(i),
                         static_cast<std::uint32_t>(matrix.classes[i]), matrix.weight(i)});
  return samples;
}

Result<Forest> train_forest(const Matrix& matrix, int classes, const ForestOptions& options,
                            std::uint64_t seed, const WorkContext& work) {
  VEDETTE_TRY(check_training_rows(matrix, classes));
  VEDETTE_TRY(check_options(options));
  const auto class_count = static_cast<std::size_t>(classes);
  const Cuts cuts = VEDETTE_TRY(fit_cuts(matrix, work));
  const BinnedMatrix binned = apply_cuts(cuts, matrix, work.threads);
  std::vector<std::optional<FlatTree>> grown =
      grow_all(binned, every_sample(matrix), class_count, options, seed, work);
  if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while growing trees");
  std::vector<FlatTree> trees;
  for (std::optional<FlatTree>& tree : grown) trees.push_back(*std::move(tree));
  return build_forest(cuts, class_count, ForestOutput::mean, trees);
}

Result<Forest> train_tree(const Matrix& matrix, int classes, const ForestOptions& options,
                          std::uint64_t seed, const WorkContext& work) {
  ForestOptions single = options;
  single.trees = 1;
  single.columns = {ColumnDraw::Rule::all};
  single.rows = RowDraw::every_row;
  return train_forest(matrix, classes, single, seed, work);
}

Result<OutOfBag> out_of_bag(const Forest& forest, const Matrix& matrix,
                            const ForestOptions& options, std::uint64_t seed,
                            const WorkContext& work) {
  VEDETTE_TRY(check_training_rows(matrix, static_cast<int>(forest.classes())));
  if (options.rows != RowDraw::bootstrap || forest.columns() != matrix.columns)
    return fail(ErrorCode::invalid_argument, "the forest was not trained on a bootstrap of this");
  const std::vector<Sample> all = every_sample(matrix);
  std::vector<std::vector<std::uint32_t>> unseen(forest.trees());
  parallel_for(unseen.size(), work.threads,
               [&](std::size_t t) { unseen[t] = unseen_rows(all, seed, t); });
  Scores scores{matrix.rows, forest.classes(), {}};
  scores.values.resize(matrix.rows * forest.classes());
  const std::size_t blocks = (matrix.rows + BlockScorer::kRows - 1) / BlockScorer::kRows;
  parallel_for(blocks, work.threads, [&](std::size_t block) {
    if (work.stopped()) return;
    const std::vector<float> part = unseen_scores(forest, matrix, block, unseen);
    std::ranges::copy(
        part, scores.values.begin() +
                  static_cast<std::ptrdiff_t>(block * BlockScorer::kRows * forest.classes()));
  });
  if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while scoring");
  return summarise(std::move(scores), matrix);
}

}  // namespace vedette
