// SPDX-License-Identifier: Apache-2.0
#include "trees/split_finder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <vector>

namespace vedette {
namespace {

/// From this many rows on, marking the codes that occur costs more than looking for them after.
constexpr std::size_t kManyRows = 192;

/// Weight per class; `Fixed` is their number where it is known at compile time, else 0.
template <std::size_t Fixed>
using ClassWeights = std::conditional_t<Fixed != 0, std::array<double, Fixed>, std::vector<double>>;

template <std::size_t Fixed>
ClassWeights<Fixed> no_weights(std::size_t classes) {
  if constexpr (Fixed != 0) {
    return {};
  } else {
    return std::vector<double>(classes);
  }
}

struct Gini {
  template <class Weights>
  static double loss(const Weights& weights, double total) {
    double squares = 0;
    for (const double w : weights) squares += w * w;
    return total - squares / total;
  }
};

struct Entropy {
  template <class Weights>
  static double loss(const Weights& weights, double total) {
    double bits = 0;
    for (const double w : weights)
      if (w > 0) bits -= w * std::log2(w / total);
    return bits;
  }
};

template <class Impurity, std::size_t Fixed>
class Finder final : public SplitFinder {
 public:
  Finder(std::size_t columns, std::size_t classes, const NodeSplitOptions& options)
      : classes_(Fixed != 0 ? Fixed : classes),
        wanted_(options.columns_per_node == 0 ? columns : options.columns_per_node),
        min_leaf_(options.min_leaf),
        columns_(columns),
        counts_(256 * classes_),
        totals_(no_weights<Fixed>(classes_)),
        best_left_(no_weights<Fixed>(classes_)) {
    std::iota(columns_.begin(), columns_.end(), 0U);
  }

  std::optional<NodeSplit> find(const std::uint8_t* codes, std::span<const Sample> samples,
                            std::span<const double> totals, Random& random) override {
    codes_ = codes;
    std::copy(totals.begin(), totals.end(), totals_.begin());
    total_ = std::accumulate(totals.begin(), totals.end(), 0.0);
    best_.loss = std::numeric_limits<double>::infinity();
    for (std::size_t drawn = 0; drawn < columns_.size(); ++drawn) {
      if (drawn >= wanted_ && std::isfinite(best_.loss)) break;
      std::swap(columns_[drawn], columns_[drawn + random.below(columns_.size() - drawn)]);
      try_column(columns_[drawn], samples);
    }
    if (!std::isfinite(best_.loss)) return std::nullopt;
    return best_;
  }

  std::span<const double> left_weights() const override { return best_left_; }

  double loss(std::span<const double> weights) const override {
    return Impurity::loss(weights, std::accumulate(weights.begin(), weights.end(), 0.0));
  }

 private:
  using Weights = ClassWeights<Fixed>;

  void try_column(std::uint32_t column, std::span<const Sample> samples) {
    const std::size_t occurring =
        samples.size() < kManyRows ? count_few(column, samples) : count_many(column, samples);
    const bool missing = present_[occurring - 1] == kMissingCode;
    const std::size_t numbers = occurring - (missing ? 1 : 0);
    if (occurring > 1) {
      const Weights none = no_weights<Fixed>(classes_);
      if (scan(column, numbers, none, missing)) best_.missing_left = !missing && left_is_heavier();
      if (missing && scan(column, numbers, weights_of(kMissingCode), false))
        best_.missing_left = true;
    }
    for (std::size_t i = 0; i < occurring; ++i)
      for (std::size_t k = 0; k < classes(); ++k) counts_.data()[present_[i] * classes() + k] = 0;
  }

  /// Adds the rows up by code and class; lists the codes that occur, ascending, in `present_`.
  std::size_t count_few(std::uint32_t column, std::span<const Sample> samples) {
    std::array<std::uint64_t, 4> marks{};
    double* const counts = counts_.data();
    const std::uint8_t* const codes = codes_ + column;
    const std::size_t stride = columns_.size();
    for (const Sample& sample : samples) {
      const std::uint8_t code = codes[sample.row * stride];
      counts[code * classes() + sample.class_index] += static_cast<double>(sample.weight);
      marks[code >> 6] |= std::uint64_t{1} << (code & 63);
    }
    std::size_t found = 0;
    for (std::size_t word = 0; word < marks.size(); ++word)
      for (std::uint64_t bits = marks[word]; bits != 0; bits &= bits - 1)
        present_[found++] =
            static_cast<std::uint8_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    return found;
  }

  std::size_t count_many(std::uint32_t column, std::span<const Sample> samples) {
    double* const counts = counts_.data();
    const std::uint8_t* const codes = codes_ + column;
    const std::size_t stride = columns_.size();
    for (const Sample& sample : samples)
      counts[codes[sample.row * stride] * classes() + sample.class_index] +=
          static_cast<double>(sample.weight);
    std::size_t found = 0;
    for (std::size_t code = 0; code < 256; ++code) {
      double sum = 0;
      for (std::size_t k = 0; k < classes(); ++k) sum += counts[code * classes() + k];
      present_[found] = static_cast<std::uint8_t>(code);
      found += sum > 0 ? 1 : 0;
    }
    return found;
  }

  /// Tries every gap between the first `numbers` codes, starting with `left` already on the left;
  /// with `missing_right` also all of them against missing. True when the best split changed.
  bool scan(std::uint32_t column, std::size_t numbers, Weights left, bool missing_right) {
    const std::size_t gaps = numbers - (missing_right ? 0 : 1);
    double left_total = std::accumulate(left.begin(), left.end(), 0.0);
    Weights right = totals_;
    bool better = false;
    for (std::size_t i = 0; i < gaps; ++i) {
      const double* const counts = counts_.data() + present_[i] * classes();
      for (std::size_t k = 0; k < classes(); ++k) {
        left[k] += counts[k];
        left_total += counts[k];
        right[k] = totals_[k] - left[k];
      }
      const double right_total = total_ - left_total;
      if (left_total < min_leaf_ || right_total < min_leaf_) continue;
      const double loss = Impurity::loss(left, left_total) + Impurity::loss(right, right_total);
      if (!(loss < best_.loss)) continue;
      best_ = {column, cut_after(i, numbers), false, loss};
      best_left_ = left;
      better = true;
    }
    return better;
  }

  /// The code in the middle of the gap after the i-th code that occurs.
  std::uint8_t cut_after(std::size_t i, std::size_t numbers) const {
    if (i + 1 == numbers) return kMissingCode - 1;
    return static_cast<std::uint8_t>((present_[i] + present_[i + 1] - 1) / 2);
  }

  Weights weights_of(std::uint8_t code) const {
    Weights weights = no_weights<Fixed>(classes_);
    std::copy_n(counts_.data() + code * classes_, classes_, weights.begin());
    return weights;
  }

  bool left_is_heavier() const {
    return std::accumulate(best_left_.begin(), best_left_.end(), 0.0) * 2 >= total_;
  }

  /// A constant to the compiler where the number of classes is.
  std::size_t classes() const { return Fixed != 0 ? Fixed : classes_; }

  const std::uint8_t* codes_ = nullptr;
  std::size_t classes_;
  std::size_t wanted_;
  double min_leaf_;
  std::vector<std::uint32_t> columns_;  ///< a permutation; the front is drawn anew for each node
  std::vector<double> counts_;          ///< 256 codes x classes; all zero between columns
  std::array<std::uint8_t, 256> present_{};
  Weights totals_;
  double total_ = 0;
  NodeSplit best_;
  Weights best_left_;
};

template <class Impurity>
std::unique_ptr<SplitFinder> make_for(std::size_t columns, std::size_t classes,
                                      const NodeSplitOptions& options) {
  if (classes == 2) return std::make_unique<Finder<Impurity, 2>>(columns, classes, options);
  return std::make_unique<Finder<Impurity, 0>>(columns, classes, options);
}

}  // namespace

std::unique_ptr<SplitFinder> make_split_finder(std::size_t columns, std::size_t classes,
                                               const NodeSplitOptions& options) {
  return options.criterion == Criterion::gini ? make_for<Gini>(columns, classes, options)
                                              : make_for<Entropy>(columns, classes, options);
}

}  // namespace vedette
