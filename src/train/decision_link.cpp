// SPDX-License-Identifier: Apache-2.0
#include "train/decision_link.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vedette {
namespace {

void softmax_in_place(std::span<double> values) {
  const double largest = *std::ranges::max_element(values);
  for (double& value : values) value = std::exp(value - largest);
}

}  // namespace

DecisionLink DecisionLink::one_vs_rest(std::vector<Sigmoid> sigmoids) {
  DecisionLink link;
  link.classes_ = sigmoids.size() == 1 ? 2 : sigmoids.size();
  link.sigmoids_ = std::move(sigmoids);
  return link;
}

DecisionLink DecisionLink::softmax(std::size_t classes) {
  DecisionLink link;
  link.classes_ = classes;
  return link;
}

Scores DecisionLink::scores(const Decisions& decisions) const {
  Scores scores{decisions.rows, classes_, std::vector<float>(decisions.rows * classes_)};
  sigmoids_.size() == 1 ? write_two(decisions, scores) : write_many(decisions, scores);
  return scores;
}

void DecisionLink::write_two(const Decisions& decisions, Scores& scores) const {
  float* to = scores.values.data();
  for (const double value : decisions.values) {
    const double second = sigmoids_[0](value);
    const double first = 1 - second;
    const double sum = first + second;  // 1, but for the last bit; or no number
    *to++ = static_cast<float>(sum > 0 ? first / sum : 0.5);
    *to++ = static_cast<float>(sum > 0 ? second / sum : 0.5);
  }
}

void DecisionLink::write_many(const Decisions& decisions, Scores& scores) const {
  std::vector<double> shares(classes_);
  for (std::size_t i = 0; i < decisions.rows; ++i) {
    const double* values = decisions.values.data() + i * decisions.outputs;
    if (sigmoids_.empty()) {
      std::copy_n(values, classes_, shares.begin());
      softmax_in_place(shares);
    } else {
      for (std::size_t c = 0; c < classes_; ++c) shares[c] = sigmoids_[c](values[c]);
    }
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (std::size_t c = 0; c < classes_; ++c) {
      // All sigmoids can underflow together; then nothing is known and all classes are equal.
      const double share = sum > 0 ? shares[c] / sum : 1.0 / static_cast<double>(classes_);
      scores.values[i * classes_ + c] = static_cast<float>(share);
    }
  }
}

void DecisionLink::write(ModelWriter& writer) const {
  writer.count(classes_);
  writer.count(sigmoids_.size());
  for (const Sigmoid& sigmoid : sigmoids_) {
    writer.real(sigmoid.slope);
    writer.real(sigmoid.intercept);
  }
}

Result<DecisionLink> DecisionLink::read(ModelReader& reader) {
  DecisionLink link;
  link.classes_ = VEDETTE_TRY(reader.count(kMaxModelClasses));
  const std::size_t sigmoids = VEDETTE_TRY(reader.count(kMaxModelClasses));
  if (link.classes_ < 2) return reader.malformed("a model has at least two classes");
  const bool softmax = sigmoids == 0 && link.classes_ > 2;
  if (!softmax && sigmoids != output_count(link.classes_))
    return reader.malformed("a model has one sigmoid per output");
  for (std::size_t i = 0; i < sigmoids; ++i) {
    const double slope = VEDETTE_TRY(reader.real());
    const double intercept = VEDETTE_TRY(reader.real());
    link.sigmoids_.push_back({slope, intercept});
  }
  return link;
}

}  // namespace vedette
