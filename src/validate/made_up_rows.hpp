// SPDX-License-Identifier: Apache-2.0
/// Rows as typical as a sketch can tell: every column has the values of the training rows in
/// their shares, but no row is one of them, and columns know nothing of each other.
#pragma once

#include <cstdint>

#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/sketch.hpp"

namespace vedette {

/// `rows` rows of the features of `schema`; a column that the sketch lacks has no values. Same
/// seed, same rows. Values stand at evenly spaced shares, shuffled for each column.
[[nodiscard]] Table made_up_rows(const ReferenceSketch& sketch, const Schema& schema,
                                 std::size_t rows, std::uint64_t seed);

}  // namespace vedette
