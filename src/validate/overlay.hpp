// SPDX-License-Identifier: Apache-2.0
/// Two distributions of numbers in the same bins. Private to this module.
#pragma once

#include <span>

#include "validate/drift.hpp"

namespace vedette {

/// Bins of equal width over all but the outermost hundredths of both sides, or of equal ratio
/// where values reach over orders of magnitude. `sorted`: the present values, ascending.
[[nodiscard]] Overlay overlay_of(const ColumnSketch& reference, std::span<const double> sorted);

}  // namespace vedette
