// SPDX-License-Identifier: Apache-2.0
/// parse_plain() with AVX-512: eight cells at a time.
#pragma once

#include "data/plain_numbers.hpp"

#if defined(__x86_64__)
namespace vedette {

/// As parse_plain(), on a processor of Simd::avx512.
///
/// Four texts lie in one register. Each is moved to the right end of its 16 bytes, zeros before it;
/// what stands before the point is moved one byte further, over the point; then neighbours are
/// joined, as with AVX2.
[[nodiscard]] LeftCells parse_plain_avx512(const Cells& cells, std::span<double> values);
[[nodiscard]] LeftCells parse_plain_avx512(const Cells& cells, std::span<std::int64_t> values);

}  // namespace vedette
#endif
