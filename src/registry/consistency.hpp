// SPDX-License-Identifier: Apache-2.0
/// Whether the parts of a bundle belong together. Each part may be well-formed and the whole still
/// score nonsense; nothing of that kind gets past here.
#pragma once

#include "base/error.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// Errors: `malformed` with the first contradiction found: number and names of classes, columns of
/// transform, schema and model, threshold, evaluation.
[[nodiscard]] Result<> check_consistency(const Bundle& bundle);

}  // namespace vedette
