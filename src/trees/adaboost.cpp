// SPDX-License-Identifier: Apache-2.0
#include "trees/adaboost.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "trees/forest_builder.hpp"
#include "trees/trainer.hpp"

namespace vedette {
namespace {

/// A leaf may be as light as boosting made its rows: single rows count, as in the paper.
constexpr double kLeastLeaf = 1e-9;

struct Round {
  GrownTree tree;
  double say = 0;  ///< the paper's alpha
};

std::size_t heaviest(std::span<const double> weights) {
  return static_cast<std::size_t>(std::ranges::max_element(weights) - weights.begin());
}

/// Per sample: does the tree get it wrong?
std::vector<bool> mistakes(const GrownTree& tree, const BinnedMatrix& binned,
                           std::span<const Sample> samples, std::size_t classes) {
  std::vector<bool> wrong;
  wrong.reserve(samples.size());
  for (const Sample& sample : samples) {
    const std::size_t leaf = tree.leaf_of(binned.row(sample.row));
    const auto weights = std::span(tree.class_weights).subspan(leaf * classes, classes);
    wrong.push_back(heaviest(weights) != sample.class_index);
  }
  return wrong;
}

double weight_share(std::span<const Sample> samples, const std::vector<bool>& of_these) {
  double all = 0;
  double chosen = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto weight = static_cast<double>(samples[i].weight);
    all += weight;
    chosen += of_these[i] ? weight : 0;
  }
  return chosen / all;
}

/// Multiplies the chosen weights by `factor`, then all so that their mean is 1.
void reweigh(std::vector<Sample>& samples, const std::vector<bool>& chosen, double factor) {
  std::vector<double> weights(samples.size());
  double sum = 0;
  for (std::size_t i = 0; i < samples.size(); ++i)
    sum += weights[i] = static_cast<double>(samples[i].weight) * (chosen[i] ? factor : 1);
  const double scale = static_cast<double>(samples.size()) / sum;
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i].weight =
        std::max(static_cast<float>(weights[i] * scale), std::numeric_limits<float>::min());
}

Result<std::vector<Round>> boost(const BinnedMatrix& binned, std::vector<Sample> samples,
                                 std::size_t classes, const AdaBoostOptions& options,
                                 std::uint64_t seed, const WorkContext& work) {
  const GrowOptions grow{{0, kLeastLeaf, options.criterion}, options.max_depth, 0};
  const auto others = static_cast<double>(classes) - 1;
  std::vector<Round> rounds;
  for (std::uint32_t r = 0; r < options.rounds; ++r) {
    Random random = Random::for_task(seed, r);
    Round round{grow_tree(binned, samples, classes, grow, random, work.stop), 1};
    if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while boosting");
    const std::vector<bool> wrong = mistakes(round.tree, binned, samples, classes);
    const double error = weight_share(samples, wrong);
    const bool perfect = error <= 0;
    const bool hopeless = error >= others / static_cast<double>(classes);
    if (hopeless && !perfect && r > 0) break;
    if (!perfect && !hopeless)
      round.say = options.learning_rate * (std::log((1 - error) / error) + std::log(others));
    rounds.push_back(std::move(round));
    work.progress("boosting", r + 1, options.rounds);
    if (perfect || hopeless) break;
    reweigh(samples, wrong, std::exp(rounds.back().say));
  }
  return rounds;
}

LeafRule votes(double say_share, std::size_t classes) {
  return [say_share, classes](std::span<const double> class_weights) {
    const double others = std::max(static_cast<double>(classes) - 1, 1.0);
    std::vector<float> leaf(classes, static_cast<float>(-say_share / others / others));
    leaf[heaviest(class_weights)] = static_cast<float>(say_share / others);
    return leaf;
  };
}

}  // namespace

Result<Forest> train_adaboost(const Matrix& matrix, int classes, const AdaBoostOptions& options,
                              std::uint64_t seed, const WorkContext& work) {
  VEDETTE_TRY(check_training_rows(matrix, classes));
  if (options.rounds == 0 || options.max_depth == 0 || !(options.learning_rate > 0))
    return fail(ErrorCode::invalid_argument,
                "boosting needs a round, a depth and a learning rate over 0");
  const auto class_count = static_cast<std::size_t>(classes);
  const Cuts cuts = VEDETTE_TRY(fit_cuts(matrix, work));
  const BinnedMatrix binned = apply_cuts(cuts, matrix, work.threads);
  std::vector<Sample> samples = every_sample(matrix);
  reweigh(samples, std::vector<bool>(samples.size()), 1);
  const std::vector<Round> rounds =
      VEDETTE_TRY(boost(binned, std::move(samples), class_count, options, seed, work));
  double all_say = 0;
  for (const Round& round : rounds) all_say += round.say;
  std::vector<FlatTree> trees;
  for (const Round& round : rounds)
    trees.push_back(flatten(round.tree, class_count, votes(round.say / all_say, class_count)));
  return build_forest(cuts, class_count, ForestOutput::softmax_of_sum, trees);
}

}  // namespace vedette
