// SPDX-License-Identifier: Apache-2.0
#include "data/plain_numbers.hpp"

#include <array>
#include <bit>

#include "base/error.hpp"
#include "data/decimal.hpp"
#include "data/plain_numbers_avx512.hpp"
#include "data/plain_tiles_avx512.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace vedette {
namespace {

template <class Number, class Parse>
LeftCells parse_each(const Cells& cells, std::span<Number> values, Parse parse) {
  LeftCells left;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const ParsedNumber<Number> number = parse(cells[i]);
    if (number.fault == NumberFault::none)
      values[i] = number.value;
    else
      left.push_back(static_cast<std::uint32_t>(i));
  }
  return left;
}

#if defined(__x86_64__)
constexpr std::size_t kMostBytes = 16;
constexpr std::uint64_t kMostExactMantissa = std::uint64_t{1} << 53;

/// For each of 16 digits, which byte of a text it comes from: the last digit last, sign and point
/// left out, and above 127 (which stands for a zero) before the first. By whether there is a sign,
/// by size, and by place of the point, which is the size where there is none. The order for a text
/// without digits gives its last byte, which is no digit.
struct Orders {
  alignas(16) std::uint8_t bytes[2][kMostBytes + 1][kMostBytes + 1][16] = {};

  constexpr Orders() {
    for (std::size_t sign = 0; sign < 2; ++sign)
      for (std::size_t size = 0; size <= kMostBytes; ++size)
        for (std::size_t point = 0; point <= size; ++point) fill(sign, size, point);
  }

  constexpr void fill(std::size_t sign, std::size_t size, std::size_t point) {
    const std::size_t other_bytes = sign + (point < size ? 1 : 0);
    std::size_t byte = size;
    for (std::size_t place = 16; place-- > 0;) {
      if (byte == point + 1 && size > other_bytes) --byte;
      const bool has_more = byte > sign || (place == 15 && byte > 0);
      bytes[sign][size][point][place] = has_more ? static_cast<std::uint8_t>(--byte) : 0xFF;
    }
  }
};
constexpr Orders kOrders;

/// By what to divide a mantissa: by whether there is a sign, and by the bytes from the point on,
/// the point among them. The quotient then has the sign, even that of -0.
struct Divisors {
  double values[2][kMostBytes + 1] = {};

  constexpr Divisors() {
    double power = 1;  // of ten; exact up to 10^22
    for (std::size_t bytes = 0; bytes <= kMostBytes; ++bytes) {
      values[0][bytes] = power;
      values[1][bytes] = -power;
      power *= bytes > 0 ? 10 : 1;  // the point alone changes nothing
    }
  }
};
constexpr Divisors kDivisors;

/// A constant of 16 equal bytes, in memory: made anew each time, it costs three instructions.
struct SameBytes {
  alignas(16) std::uint8_t bytes[16];
  constexpr explicit SameBytes(std::uint8_t byte) : bytes{} {
    for (std::uint8_t& each : bytes) each = byte;
  }
};
constexpr SameBytes kZeros('0');
constexpr SameBytes kPoints('.' ^ '0');
constexpr SameBytes kNines(9);

VEDETTE_AVX2_INLINE __m128i load_aligned(const std::uint8_t* bytes) {
  return _mm_load_si128(reinterpret_cast<const __m128i*>(bytes));
}

/// 16 bytes, of which digits become 0 to 9, and nothing else does.
VEDETTE_AVX2_INLINE __m128i load_text(const char* text) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  return _mm_xor_si128(bytes, load_aligned(kZeros.bytes));
}

struct Digits {
  std::uint64_t value;
  bool are_digits;
};

/// The number that bytes from load_text() are in that order.
VEDETTE_AVX2_INLINE Digits join(__m128i text, const std::uint8_t (&order)[16]) {
  const __m128i digits = _mm_shuffle_epi8(text, load_aligned(order));
  const __m128i above_nine = _mm_subs_epu8(digits, load_aligned(kNines.bytes));
  const __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010A));  // 10, 1
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));  // 100, 1
  const __m128i packed = _mm_packus_epi32(fours, fours);
  const __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(0x00012710));  // 10,000, 1
  const auto halves = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  return {(halves & 0xFFFFFFFFU) * 100'000'000 + (halves >> 32),
          _mm_testz_si128(above_nine, above_nine) != 0};
}

VEDETTE_AVX2_INLINE bool parse_one(std::string_view text, std::int64_t& value) {
  const std::size_t size = text.size();
  if (size - 1 >= kMostBytes) return false;
  const std::size_t sign = *text.data() == '-' ? 1 : 0;
  const Digits digits = join(load_text(text.data()), kOrders.bytes[sign][size][size]);
  const auto magnitude = static_cast<std::int64_t>(digits.value);
  value = sign != 0 ? -magnitude : magnitude;
  return digits.are_digits;
}

VEDETTE_AVX2_INLINE bool parse_one(std::string_view text, double& value) {
  const std::size_t size = text.size();
  if (size - 1 >= kMostBytes) return false;
  const std::size_t sign = *text.data() == '-' ? 1 : 0;
  const __m128i bytes = load_text(text.data());
  const __m128i points = _mm_cmpeq_epi8(bytes, load_aligned(kPoints.bytes));
  const unsigned ends = static_cast<unsigned>(_mm_movemask_epi8(points)) | 1U << size;
  const auto point = static_cast<std::size_t>(std::countr_zero(ends));
  const Digits digits = join(bytes, kOrders.bytes[sign][size][point]);
  const auto mantissa = static_cast<double>(static_cast<std::int64_t>(digits.value));
  value = mantissa / kDivisors.values[sign][size - point];
  return digits.are_digits && digits.value <= kMostExactMantissa;
}

template <class Number>
[[gnu::target("avx2")]] LeftCells parse_avx2(const Cells cells, std::span<Number> values) {
  LeftCells left;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!parse_one(cells[i], values[i])) left.push_back(static_cast<std::uint32_t>(i));
  return left;
}
#endif

/// Below this, a single row above all, setting up the vectors takes longer than they save.
constexpr std::size_t kFewCells = 8;

template <class Number>
std::vector<LeftCells> parse_columns(std::span<const RowText> rows, std::size_t first,
                                     std::span<Number* const> columns, Simd simd) {
#if defined(__x86_64__)
  constexpr std::size_t kTile = 8;  // rows, and columns
  if (simd == Simd::avx512 && rows.size() >= kTile && columns.size() >= kTile)
    return parse_tiles_avx512(rows, first, columns);
#endif
  std::vector<LeftCells> left;
  left.reserve(columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c)
    left.push_back(parse_plain(Cells{rows, first + c}, std::span(columns[c], rows.size()), simd));
  return left;
}

}  // namespace

LeftCells parse_plain(const Cells& cells, std::span<double> values, [[maybe_unused]] Simd simd) {
  check(values.size() == cells.size(), "there is a value for each cell");
#if defined(__x86_64__)
  if (cells.size() < kFewCells) return parse_each(cells, values, parse_float64);
  if (simd == Simd::avx512) return parse_plain_avx512(cells, values);
  if (simd == Simd::avx2) return parse_avx2(cells, values);
#endif
  return parse_each(cells, values, parse_float64);
}

LeftCells parse_plain(const Cells& cells, std::span<std::int64_t> values,
                      [[maybe_unused]] Simd simd) {
  check(values.size() == cells.size(), "there is a value for each cell");
#if defined(__x86_64__)
  if (cells.size() < kFewCells) return parse_each(cells, values, parse_int64);
  if (simd == Simd::avx512) return parse_plain_avx512(cells, values);
  if (simd == Simd::avx2) return parse_avx2(cells, values);
#endif
  return parse_each(cells, values, parse_int64);
}

std::vector<LeftCells> parse_plain_columns(std::span<const RowText> rows, std::size_t first,
                                           std::span<double* const> columns, Simd simd) {
  return parse_columns(rows, first, columns, simd);
}

std::vector<LeftCells> parse_plain_columns(std::span<const RowText> rows, std::size_t first,
                                           std::span<std::int64_t* const> columns, Simd simd) {
  return parse_columns(rows, first, columns, simd);
}

}  // namespace vedette
