// SPDX-License-Identifier: Apache-2.0
/// Models of gradient-boosted trees: our own scorer, our own bytes; the library that grew the
/// trees is not needed to use them.
#pragma once

#include "train/learner.hpp"
#include "trees/boosted.hpp"

namespace vedette {

/// Everything a boosted model consists of.
struct BoostedEnsemble {
  std::size_t classes = 2;
  BoostedTrees trees;
  std::vector<std::vector<float>> cover;  ///< per tree and node: second derivatives, summed
  std::vector<float> importance;          ///< per column: share of all gain
  /// Per column: bit c of the words is set where category c was trained on; empty for numbers.
  std::vector<std::vector<std::uint32_t>> seen_categories;
};

/// The bytes of a boosted model (docs/formats/models.md).
[[nodiscard]] std::string to_bytes(const BoostedEnsemble& ensemble);
/// Sizes fit together; `make_boosted_model` checks the trees. Errors: `malformed`, `unsupported`.
[[nodiscard]] Result<BoostedEnsemble> boosted_from_bytes(std::string_view bytes);

/// Predicts by the softmax (two classes: the sigmoid) of the margins; a category that was not
/// trained on counts as missing. Errors: `malformed` when a tree is not one.
[[nodiscard]] Result<std::unique_ptr<Model>> make_boosted_model(BoostedEnsemble ensemble);

}  // namespace vedette
