// SPDX-License-Identifier: Apache-2.0
#include "trees/grower.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace vedette {
namespace {

/// Rows to copy together: with 40 columns they fit a core's second-level cache several times.
constexpr std::size_t kPackedRows = 1024;

/// A node whose rows, `begin` to `end` of the samples, are still to be looked at.
struct OpenNode {
  std::uint32_t node;
  std::uint32_t depth;
  std::size_t begin;
  std::size_t end;
};

class Grower {
 public:
  Grower(const BinnedMatrix& binned, std::vector<Sample> samples, std::size_t classes,
         const GrowOptions& options)
      : binned_(binned),
        samples_(std::move(samples)),
        scratch_(samples_.size()),
        classes_(classes),
        options_(options),
        finder_(make_split_finder(binned.columns, classes, options.split)) {
    tree_.decrease.resize(binned.columns);
  }

  GrownTree grow(Random& random, const std::stop_token& stop) {
    add_root();
    std::vector<OpenNode> open{{0, 0, 0, samples_.size()}};
    while (!open.empty() && !stop.stop_requested()) {
      const OpenNode node = open.back();
      open.pop_back();
      choose_codes(node);
      const std::optional<NodeSplit> split = find_split(node, random);
      if (!split) continue;
      const std::size_t middle = part(node, *split);
      const std::uint32_t left = add_children(node.node, *split);
      open.push_back({left + 1, node.depth + 1, middle, node.end});
      open.push_back({left, node.depth + 1, node.begin, middle});
    }
    return std::move(tree_);
  }

 private:
  void add_root() {
    tree_.nodes.emplace_back();
    tree_.class_weights.resize(classes_);
    for (const Sample& sample : samples_)
      tree_.class_weights[sample.class_index] += static_cast<double>(sample.weight);
    root_weight_ = weight_of(0);
  }

  std::span<const double> weights_of(std::uint32_t node) const {
    return {tree_.class_weights.data() + node * classes_, classes_};
  }
  double weight_of(std::uint32_t node) const {
    const std::span<const double> weights = weights_of(node);
    return std::accumulate(weights.begin(), weights.end(), 0.0);
  }
  bool is_pure(std::uint32_t node) const {
    return std::ranges::count_if(weights_of(node), [](double w) { return w > 0; }) < 2;
  }

  /// Rows of a small subtree lie far apart in the whole matrix. Once a node is small enough, its
  /// rows are copied together, and all nodes below it (which come next) read the copy.
  void choose_codes(const OpenNode& open) {
    if (open.begin >= packed_begin_ && open.end <= packed_end_) return;
    codes_ = binned_.codes.data();
    if (open.end - open.begin > kPackedRows) return;
    packed_begin_ = open.begin;
    packed_end_ = open.end;
    packed_.resize(kPackedRows * binned_.columns);
    for (std::size_t i = open.begin; i < open.end; ++i) {
      const auto place = static_cast<std::uint32_t>(i - open.begin);
      std::copy_n(binned_.row(samples_[i].row), binned_.columns,
                  packed_.data() + place * binned_.columns);
      samples_[i].row = place;
    }
    codes_ = packed_.data();
  }

  std::optional<NodeSplit> find_split(const OpenNode& open, Random& random) {
    if (options_.max_depth != 0 && open.depth >= options_.max_depth) return std::nullopt;
    if (is_pure(open.node)) return std::nullopt;
    if (weight_of(open.node) < 2 * options_.split.min_leaf) return std::nullopt;
    const std::span<const Sample> rows(samples_.data() + open.begin, open.end - open.begin);
    const std::optional<NodeSplit> split = finder_->find(codes_, rows, weights_of(open.node), random);
    if (!split) return std::nullopt;
    const double decrease = (finder_->loss(weights_of(open.node)) - split->loss) / root_weight_;
    if (decrease < options_.min_decrease && options_.min_decrease > 0) return std::nullopt;
    tree_.decrease[split->column] += std::max(decrease, 0.0);
    return split;
  }

  /// Rows that go left first, both sides in their old order; returns where the right side starts.
  std::size_t part(const OpenNode& open, const NodeSplit& split) {
    const std::uint8_t* const codes = codes_ + split.column;
    const std::size_t stride = binned_.columns;
    Sample* left = samples_.data() + open.begin;
    Sample* right = scratch_.data();
    const Sample* const end = samples_.data() + open.end;
    for (const Sample* from = left; from != end; ++from) {
      const Sample sample = *from;
      const std::uint8_t code = codes[sample.row * stride];
      const bool missing_left = code == kMissingCode && split.missing_left;
      const bool goes_left = code <= split.code || missing_left;
      *left = sample;  // to both sides: cheaper than a branch nobody can foresee
      *right = sample;
      left += goes_left ? 1 : 0;
      right += goes_left ? 0 : 1;
    }
    std::copy(scratch_.data(), right, left);
    return static_cast<std::size_t>(left - samples_.data());
  }

  std::uint32_t add_children(std::uint32_t parent, const NodeSplit& split) {
    const auto left = static_cast<std::uint32_t>(tree_.nodes.size());
    tree_.nodes[parent] = {left, split.column, split.code, split.missing_left};
    tree_.nodes.resize(left + 2U);
    tree_.class_weights.resize((left + 2U) * classes_);
    const std::span<const double> on_left = finder_->left_weights();
    double* const weights = tree_.class_weights.data();
    for (std::size_t k = 0; k < classes_; ++k) {
      weights[left * classes_ + k] = on_left[k];
      weights[(left + 1U) * classes_ + k] =
          std::max(weights[parent * classes_ + k] - on_left[k], 0.0);
    }
    return left;
  }

  const BinnedMatrix& binned_;
  std::vector<Sample> samples_;
  std::vector<Sample> scratch_;
  std::size_t classes_;
  GrowOptions options_;
  std::unique_ptr<SplitFinder> finder_;
  const std::uint8_t* codes_ = nullptr;  ///< of the matrix, or of the packed rows
  std::vector<std::uint8_t> packed_;
  std::size_t packed_begin_ = 0;  ///< the samples whose rows are packed
  std::size_t packed_end_ = 0;
  double root_weight_ = 0;
  GrownTree tree_;
};

}  // namespace

GrownTree grow_tree(const BinnedMatrix& binned, std::vector<Sample> samples, std::size_t classes,
                    const GrowOptions& options, Random& random, const std::stop_token& stop) {
  return Grower(binned, std::move(samples), classes, options).grow(random, stop);
}

}  // namespace vedette
