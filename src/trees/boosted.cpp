// SPDX-License-Identifier: Apache-2.0
/// Checks a model and lays it out; boosted_scorer.cpp walks it.
#include "trees/boosted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/simd.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kMostCompleteDepth = 8;
constexpr std::uint32_t kMostCategory = 1U << 24;

bool is_leaf(const BoostedNode& node) {
  return node.left == BoostedNode::kNone;
}

/// What decides how a tree is laid out.
struct TreeFacts {
  std::uint32_t depth = 0;
  bool links = false;  ///< must be walked by links: deep, with categories, or minus infinity
};

Result<> check_node(const BoostedTrees& model, const BoostedTree& tree, const BoostedNode& node) {
  if (is_leaf(node)) {
    if (!std::isfinite(node.leaf)) return fail(ErrorCode::malformed, "a leaf is not finite");
    return {};
  }
  if (node.left >= tree.nodes.size() || node.right >= tree.nodes.size())
    return fail(ErrorCode::malformed, "a node has a child that does not exist");
  if (node.column >= model.columns)
    return fail(ErrorCode::malformed, fmt::format("a node tests column {}", node.column));
  if (node.categories == BoostedNode::kNone) {
    if (std::isnan(node.threshold))
      return fail(ErrorCode::malformed, "a threshold is not a number");
  } else if (node.categories >= tree.category_sets.size()) {
    return fail(ErrorCode::malformed, "a node has a category set that does not exist");
  }
  return {};
}

template <class T>
void sort_unique(std::vector<T>& values) {
  std::ranges::sort(values);
  const auto repeated = std::ranges::unique(values);
  values.erase(repeated.begin(), repeated.end());
}

template <class T>
std::size_t place_of(const T& value, const std::vector<T>& sorted) {
  return static_cast<std::size_t>(std::ranges::lower_bound(sorted, value) - sorted.begin());
}

Result<TreeFacts> inspect(const BoostedTrees& model, const BoostedTree& tree) {
  if (tree.nodes.empty()) return fail(ErrorCode::malformed, "it has no nodes");
  if (tree.group >= model.groups)
    return fail(ErrorCode::malformed, fmt::format("it belongs to group {}", tree.group));
  for (const std::vector<std::uint32_t>& set : tree.category_sets)
    if (std::ranges::any_of(set, [](std::uint32_t c) { return c >= kMostCategory; }))
      return fail(ErrorCode::malformed, "a category is 2^24 or more");
  TreeFacts facts;
  std::vector<bool> visited(tree.nodes.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open{{0, 0}};  // node, depth
  while (!open.empty()) {
    const auto [at, depth] = open.back();
    open.pop_back();
    const BoostedNode& node = tree.nodes[at];
    if (visited[at]) return fail(ErrorCode::malformed, "two nodes share a child");
    visited[at] = true;
    VEDETTE_TRY(check_node(model, tree, node));
    facts.depth = std::max(facts.depth, depth);
    if (is_leaf(node)) continue;
    if (node.categories != BoostedNode::kNone || std::isinf(node.threshold)) facts.links = true;
    open.emplace_back(node.right, depth + 1);
    open.emplace_back(node.left, depth + 1);
  }
  facts.links = facts.links || facts.depth > kMostCompleteDepth;
  return facts;
}

}  // namespace

class BoostedLayout {
 public:
  explicit BoostedLayout(const BoostedTrees& model) : model_(model) {
    scorer_.columns_ = model.columns;
    scorer_.groups_ = model.groups;
    scorer_.base_margin_ = model.base_margin;
  }

  Result<BoostedScorer> lay_out() {
    std::vector<TreeFacts> facts;
    for (const BoostedTree& tree : model_.trees) {
      Result<TreeFacts> fact = inspect(model_, tree);
      if (!fact)
        return tl::unexpected(
            std::move(fact.error()).during(fmt::format("checking tree {}", facts.size())));
      facts.push_back(*fact);
    }
    for (std::size_t t = 0; t < facts.size();) {
      std::size_t end = t + 1;
      while (end < facts.size() && end - t < Scorer::kWalks && facts[end].links == facts[t].links)
        ++end;
      add_run(t, end, facts);
      t = end;
    }
    if (best_simd() == Simd::avx512 && model_.columns <= kMostBlockColumns) {
      const std::vector<std::vector<float>> cuts = cuts_of_columns();
      if (std::ranges::all_of(cuts, [](const auto& c) { return c.size() <= kMostCuts; })) {
        lay_out_rows(cuts);
        lay_out_blocks(cuts);
      }
      if (!scorer_.word_tests_.empty()) scorer_.tests_ = {};  // nothing walks through them
    }
    return std::move(scorer_);
  }

 private:
  using Scorer = BoostedScorer;

  /// What a row's ranks are for, where they have room.
  void lay_out_rows(const std::vector<std::vector<float>>& cuts) {
    std::vector<std::size_t> rank_of_column(cuts.size());
    for (std::size_t c = 0; c < cuts.size(); ++c) {
      if (cuts[c].empty()) continue;
      rank_of_column[c] = 2 * scorer_.ranked_columns_.size();
      scorer_.ranked_columns_.push_back({static_cast<std::uint32_t>(c), SortedCuts(cuts[c])});
    }
    if (2 * scorer_.ranked_columns_.size() > kMostRanks) scorer_.ranked_columns_.clear();
    if (scorer_.ranked_columns_.empty()) return;
    for (Scorer::Run& run : scorer_.runs_)
      if (run.complete) add_word_tests(run, cuts, rank_of_column);
  }

  void add_word_tests(Scorer::Run& run, const std::vector<std::vector<float>>& cuts,
                      const std::vector<std::size_t>& rank_of_column) {
    run.words = scorer_.word_tests_.size();
    scorer_.word_tests_.resize(run.words + words_of_tree(run.depth) * kWalkedTrees);
    const std::size_t tests = (std::size_t{1} << run.depth) - 1;
    for (std::size_t i = 0; i < run.count * tests; ++i) {
      const Scorer::Test& test = scorer_.tests_[run.tests + i];
      const std::size_t bit = i % tests + 1;
      WordTests& word =
          scorer_.word_tests_[run.words + bit / kWordTests * kWalkedTrees + i / tests];
      const std::size_t column = test.slot / 2;
      word.ranks[bit % kWordTests] =
          static_cast<std::uint8_t>(rank_of_column[column] + test.slot % 2);
      word.places[bit % kWordTests] =
          static_cast<std::uint8_t>(place_of(test.threshold, cuts[column]));
    }
  }

  /// What blocks of rows need, where all answers have room.
  void lay_out_blocks(const std::vector<std::vector<float>>& cuts) {
    std::vector<std::uint64_t> keys;  // slot and place of a threshold
    for (const Scorer::Test& test : scorer_.tests_)
      keys.push_back(std::uint64_t{test.slot} * (kMostCuts + 1) +
                     place_of(test.threshold, cuts[test.slot / 2]));
    std::vector<std::uint64_t> different = keys;
    sort_unique(different);
    if (different.size() > kMostTests) return;
    for (const std::vector<float>& of_column : cuts)
      scorer_.rank_columns_.push_back({.cuts = CutTree(of_column)});
    for (const std::uint64_t key : different) add_rank_test(key);
    for (const std::uint64_t key : keys)
      scorer_.test_places_.push_back(static_cast<std::uint32_t>(place_of(key, different)));
    // A block asks and reads every test once. A row takes a step for each level of each tree, or,
    // where its tests are answered before, one for each word of them and one for the walk.
    std::size_t steps = 1;
    for (Scorer::Run& run : scorer_.runs_) {
      if (!run.complete) continue;
      add_leaf_bytes(run);
      const bool answered = !scorer_.word_tests_.empty();
      steps += run.count * (answered ? words_of_tree(run.depth) + 1 : run.depth);
    }
    scorer_.block_from_ = (scorer_.rank_tests_.size() + keys.size()) / steps + 1;
  }

  std::vector<std::vector<float>> cuts_of_columns() const {
    std::vector<std::vector<float>> cuts(model_.columns);
    for (const Scorer::Test& test : scorer_.tests_) cuts[test.slot / 2].push_back(test.threshold);
    for (std::vector<float>& of_column : cuts) sort_unique(of_column);
    return cuts;
  }

  void add_rank_test(std::uint64_t key) {
    const std::uint64_t slot = key / (kMostCuts + 1);
    ColumnTests& column = scorer_.rank_columns_[slot / 2];
    if (column.count++ == 0) column.first = static_cast<std::uint32_t>(scorer_.rank_tests_.size());
    scorer_.rank_tests_.emplace_back(key % (kMostCuts + 1), slot % 2 == 0);
  }

  void add_leaf_bytes(Scorer::Run& run) {
    const std::size_t leaves = std::size_t{1} << run.depth;
    run.leaf_bytes = scorer_.leaf_bytes_.size();
    for (std::size_t w = 0; w < run.count; ++w)
      append_leaf_bytes(std::span(scorer_.leaves_).subspan(run.leaves + w * leaves, leaves),
                        scorer_.leaf_bytes_);
  }

  void add_run(std::size_t begin, std::size_t end, std::span<const TreeFacts> facts) {
    Scorer::Run run;
    run.complete = !facts[begin].links;
    run.count = static_cast<std::uint32_t>(end - begin);
    for (std::size_t t = begin; t < end; ++t) {
      run.depth = std::max(run.depth, facts[t].depth);
      run.groups[t - begin] = model_.trees[t].group;
    }
    run.tests = scorer_.tests_.size();
    run.leaves = scorer_.leaves_.size();
    for (std::size_t w = 0; w < Scorer::kWalks; ++w) {
      const BoostedTree& tree = model_.trees[std::min(begin + w, end - 1)];
      if (!run.complete)
        run.roots[w] = begin + w < end ? add_linked(tree) : run.roots[w - 1];
      else if (begin + w < end)
        add_complete(tree, run.depth);
    }
    scorer_.runs_.push_back(run);
  }

  static std::uint32_t slot_of(const BoostedNode& node) {
    return node.column * 2 + (node.missing_left ? 1 : 0);
  }

  void add_complete(const BoostedTree& tree, std::uint32_t depth) {
    const std::size_t leaves = std::size_t{1} << depth;
    const std::size_t first_test = scorer_.tests_.size();
    scorer_.tests_.resize(first_test + leaves - 1);
    std::vector<std::uint32_t> node_at(2 * leaves - 1);
    for (std::size_t i = 0; i < leaves - 1; ++i) {
      const BoostedNode& node = tree.nodes[node_at[i]];
      const bool leaf = is_leaf(node);  // then any test will do: both children are this leaf
      Scorer::Test* tests = scorer_.tests_.data() + first_test;
      if (!leaf)
        tests[i] = {node.threshold, slot_of(node)};
      else if (i > 0)
        tests[i] = tests[(i - 1) / 2];
      node_at[2 * i + 1] = leaf ? node_at[i] : node.left;
      node_at[2 * i + 2] = leaf ? node_at[i] : node.right;
    }
    for (std::size_t i = leaves - 1; i < 2 * leaves - 1; ++i)
      scorer_.leaves_.push_back(tree.nodes[node_at[i]].leaf);
  }

  /// Breadth first, so that siblings stand together; returns the place of the root.
  std::uint32_t add_linked(const BoostedTree& tree) {
    const auto root = static_cast<std::uint32_t>(scorer_.linked_.size());
    const auto first_set = static_cast<std::uint32_t>(scorer_.sets_.size());
    for (const std::vector<std::uint32_t>& set : tree.category_sets) add_set(set);
    std::vector<std::uint32_t> order{0};
    for (std::size_t i = 0; i < order.size(); ++i) {
      const BoostedNode& node = tree.nodes[order[i]];
      const auto place = static_cast<std::uint32_t>(root + i);
      if (is_leaf(node)) {
        scorer_.linked_.push_back({node.leaf, 0, place, 0});
        continue;
      }
      const bool categorical = node.categories != BoostedNode::kNone;
      scorer_.linked_.push_back({node.threshold, slot_of(node),
                                 static_cast<std::uint32_t>(root + order.size()),
                                 categorical ? first_set + node.categories + 1 : 0});
      order.push_back(node.left);
      order.push_back(node.right);
    }
    return root;
  }

  void add_set(std::span<const std::uint32_t> categories) {
    const std::uint32_t most = categories.empty() ? 0 : std::ranges::max(categories);
    const Scorer::CategorySet set{scorer_.set_words_.size(), most / 32 + std::size_t{1}};
    scorer_.set_words_.resize(set.first + set.words);
    for (const std::uint32_t c : categories)
      scorer_.set_words_[set.first + c / 32] |= 1U << (c % 32);
    scorer_.sets_.push_back(set);
  }

  const BoostedTrees& model_;
  BoostedScorer scorer_;
};

Result<BoostedScorer> BoostedScorer::make(const BoostedTrees& model) {
  if (model.columns == 0 || model.groups == 0 || !std::isfinite(model.base_margin))
    return fail(ErrorCode::malformed, "a boosted model needs columns, groups and a finite base");
  if (model.columns >= (1U << 31))
    return fail(ErrorCode::too_large, "boosted models take fewer than 2^31 columns");
  return BoostedLayout(model).lay_out();
}

}  // namespace vedette
