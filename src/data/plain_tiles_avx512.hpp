// SPDX-License-Identifier: Apache-2.0
/// parse_plain_columns() with AVX-512: eight neighbours of a row at a time.
#pragma once

#include "data/plain_numbers.hpp"

#if defined(__x86_64__)
namespace vedette {

/// As parse_plain_columns(), on a processor of Simd::avx512.
///
/// Works on tiles of eight rows and eight columns. The eight cells of a row lie in at most 128
/// bytes; one instruction picks the last eight bytes of each into the eight lanes of a register,
/// which are joined as with AVX2. Eight such registers are turned round, so that each holds the
/// values of one column. Of 64 rows, those from the first longer cell on go to
/// parse_plain_avx512(), column by column.
[[nodiscard]] std::vector<LeftCells> parse_tiles_avx512(std::span<const RowText> rows,
                                                        std::size_t first,
                                                        std::span<double* const> columns);
[[nodiscard]] std::vector<LeftCells> parse_tiles_avx512(std::span<const RowText> rows,
                                                        std::size_t first,
                                                        std::span<std::int64_t* const> columns);

}  // namespace vedette
#endif
