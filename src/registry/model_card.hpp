// SPDX-License-Identifier: Apache-2.0
/// The account of a model for people (Mitchell et al. 2019, "Model cards for model reporting").
#pragma once

#include <string>

#include "registry/bundle.hpp"

namespace vedette {

/// Markdown: what it tells apart, data, split, figures with intervals, limits, baselines, how to
/// use it. Names that come from data are escaped.
[[nodiscard]] std::string model_card(const Bundle& bundle);

}  // namespace vedette
