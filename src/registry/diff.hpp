// SPDX-License-Identifier: Apache-2.0
/// What differs between two bundles, for people who decide on a promotion.
#pragma once

#include "base/json.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// An object: `left`, `right` (name@version); `metrics`, every number of the two evaluations side
/// by side as {name, left, right, change}; `learner`, `options`, `threshold`, `labels`, `split`,
/// `training`, `versions`, each a list of {key, left, right} of what differs, empty when nothing
/// does; `schema` {same, only_left, only_right, changed} by column name.
[[nodiscard]] Json difference(const Bundle& left, const Bundle& right);

}  // namespace vedette
