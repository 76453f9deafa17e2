// SPDX-License-Identifier: Apache-2.0
/// From explained margins to an explained class share.
#pragma once

#include <span>

#include "train/attribution.hpp"

namespace vedette {

/// Explains the share of class `cls`, the softmax of margins of which `margins` has one
/// explanation per class (for two classes: of their log-odds). Each margin has the part of the
/// share that it adds on the straight way from the bases to the outputs (Aumann and Shapley
/// 1974), and hands it on to the columns in proportion to what they add to the margin, the rescale
/// rule of Chen, Lundberg and Lee, "Explaining a series of models by propagating Shapley values"
/// (2022).
[[nodiscard]] Attribution share_attribution(std::span<const Attribution> margins, std::size_t cls);

}  // namespace vedette
