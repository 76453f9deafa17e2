// SPDX-License-Identifier: Apache-2.0
/// From decision values, which are any numbers, to class shares, which add up to 1.
#pragma once

#include <string>
#include <vector>

#include "data/matrix.hpp"
#include "train/calibration.hpp"
#include "train/model_bytes.hpp"

namespace vedette {

/// Decision values: `rows` x `outputs`, row-major. Two classes have one output, above 0 for
/// class 1; more classes have one each.
struct Decisions {
  std::size_t rows = 0;
  std::size_t outputs = 0;
  std::vector<double> values;
};

[[nodiscard]] inline std::size_t output_count(std::size_t classes) {
  return classes == 2 ? 1 : classes;
}

/// An immutable value.
class DecisionLink {
 public:
  /// One sigmoid per output; with more than two classes the shares are divided by their sum.
  [[nodiscard]] static DecisionLink one_vs_rest(std::vector<Sigmoid> sigmoids);
  /// exp(decision) over the sum of all: multinomial logistic regression.
  [[nodiscard]] static DecisionLink softmax(std::size_t classes);

  /// The same bits for a row whatever rows stand beside it.
  [[nodiscard]] Scores scores(const Decisions& decisions) const;
  [[nodiscard]] std::size_t classes() const { return classes_; }
  /// `log_odds` where the decision value of two classes is just that, otherwise `margin`.
  [[nodiscard]] std::string unit() const {
    return sigmoids_ == std::vector{Sigmoid{}} ? "log_odds" : "margin";
  }

  void write(ModelWriter& writer) const;
  /// Errors: `malformed`.
  [[nodiscard]] static Result<DecisionLink> read(ModelReader& reader);

 private:
  DecisionLink() = default;
  void write_two(const Decisions& decisions, Scores& scores) const;
  void write_many(const Decisions& decisions, Scores& scores) const;

  std::size_t classes_ = 0;
  std::vector<Sigmoid> sigmoids_;  // empty: softmax
};

}  // namespace vedette
