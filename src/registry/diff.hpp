// SPDX-License-Identifier: Apache-2.0
/// What differs between two bundles, for people who decide on a promotion.
#pragma once

#include "base/json.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// An object: `left` and `right` (name@version), then one object per subject, from key to {left,
/// right}: `metrics` has every number of both evaluations, with their `change`; `learner`,
/// `options`, `threshold`, `labels`, `split`, `training`, `schema` and `versions` only what is not
/// the same. A key that one side lacks is null there.
[[nodiscard]] Json difference(const Bundle& left, const Bundle& right);

}  // namespace vedette
