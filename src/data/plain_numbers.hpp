// SPDX-License-Identifier: Apache-2.0
/// Whole columns of plain decimals to numbers: the hot loop of every reader.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/cell_texts.hpp"
#include "data/simd.hpp"

namespace vedette {

/// Which cells were left alone, ascending: those that are not plain decimals, or no numbers.
using LeftCells = std::vector<std::uint32_t>;

/// Writes the value of cell i to `values[i]`, as parse_float64() gives it, for plain decimals: an
/// optional `-`, digits, and at most one point, 16 bytes in all at most without the sign.
///
/// With AVX2 there is no loop over digits and no branch on their number: the point is squeezed out
/// of the 16 bytes, and neighbours are joined to pairs, pairs to fours, and so on (the idea is
/// Mula's, http://0x80.pl/articles/simd-parsing-int-sequences.html). A mantissa up to 2^53 and a
/// power of ten up to 10^22 are exact doubles, so one division is the one rounding (Clinger 1990).
/// With AVX-512 this happens to eight cells at a time. `simd` is at most what the processor has.
[[nodiscard]] LeftCells parse_plain(const Cells& cells, std::span<double> values,
                                    Simd simd = best_simd());

/// The same as parse_int64() for an optional `-` and at most 16 digits.
[[nodiscard]] LeftCells parse_plain(const Cells& cells, std::span<std::int64_t> values,
                                    Simd simd = best_simd());

/// The same for columns that lie side by side: cell `first + c` of row r goes to `columns[c][r]`.
/// What is left of each column is in the result. With AVX-512, eight rows and eight columns or more
/// are read in tiles, which takes half as long as one column after the other.
[[nodiscard]] std::vector<LeftCells> parse_plain_columns(std::span<const RowText> rows,
                                                         std::size_t first,
                                                         std::span<double* const> columns,
                                                         Simd simd = best_simd());
[[nodiscard]] std::vector<LeftCells> parse_plain_columns(std::span<const RowText> rows,
                                                         std::size_t first,
                                                         std::span<std::int64_t* const> columns,
                                                         Simd simd = best_simd());

}  // namespace vedette
