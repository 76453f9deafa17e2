// SPDX-License-Identifier: Apache-2.0
/// Rows a second through 200 boosted trees of depth six on 40 columns, one by one and in a batch.
#include <benchmark/benchmark.h>

#include "base/random.hpp"
#include "trees/boosted.hpp"

namespace vedette {
namespace {

constexpr std::size_t kRows = 10'000;
constexpr std::size_t kColumns = 40;
constexpr std::size_t kTrees = 200;
constexpr std::uint32_t kDepth = 6;
constexpr std::uint64_t kThresholds = 255;  ///< different ones of a column

BoostedTree full_tree(Random& random) {
  constexpr std::uint32_t kTests = (1U << kDepth) - 1;
  BoostedTree tree;
  for (std::uint32_t i = 0; i < 2 * kTests + 1; ++i) {
    BoostedNode node{.leaf = static_cast<float>(random.normal())};
    if (i < kTests) {
      node.left = 2 * i + 1;
      node.right = 2 * i + 2;
      node.column = static_cast<std::uint32_t>(random.below(kColumns));
      node.threshold = static_cast<float>(random.below(kThresholds)) / kThresholds;
    }
    tree.nodes.push_back(node);
  }
  return tree;
}

BoostedScorer scorer(Random& random) {
  BoostedTrees model{.columns = kColumns};
  for (std::size_t t = 0; t < kTrees; ++t) model.trees.push_back(full_tree(random));
  return BoostedScorer::make(model).value();
}

Matrix rows(Random& random) {
  Matrix matrix;
  matrix.rows = kRows;
  matrix.columns = kColumns;
  for (std::size_t i = 0; i < kRows * kColumns; ++i)
    matrix.values.push_back(static_cast<float>(random.uniform()));
  return matrix;
}

void one_by_one(benchmark::State& state) {
  Random random(1);
  const BoostedScorer model = scorer(random);
  const Matrix matrix = rows(random);
  for (auto _ : state)
    for (std::size_t i = 0; i < kRows; ++i)
      benchmark::DoNotOptimize(model.margins_of_row(matrix.row(i)));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}
BENCHMARK(one_by_one)->Unit(benchmark::kMillisecond);

void batch_on_one_thread(benchmark::State& state) {
  Random random(1);
  const BoostedScorer model = scorer(random);
  const Matrix matrix = rows(random);
  for (auto _ : state) benchmark::DoNotOptimize(model.margins(matrix, {.threads = 1}));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}
BENCHMARK(batch_on_one_thread)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vedette

BENCHMARK_MAIN();
