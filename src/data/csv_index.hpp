// SPDX-License-Identifier: Apache-2.0
/// Where the bytes that matter to CSV are: delimiters, quotes and line ends, found 64 at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/unset_vector.hpp"
#include "data/simd.hpp"

namespace vedette {

/// The start of every cell of a text, as if quotes were separators too: start 0 is 0, and one
/// follows each special byte. Cell i ends one byte before start i + 1. Found on demand, front to
/// back.
class CsvIndex {
 public:
  /// So many bytes past the end of a text must be readable, whatever they hold.
  static constexpr std::size_t kPadding = 64;
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  enum class End { open, closes_row };

  /// `simd` is at most what the processor has.
  explicit CsvIndex(Simd simd = best_simd()) : simd_(simd) {}

  /// Begins with a text below 4 GiB. Where its end closes a row, there is a last start past the
  /// end, as if a line end stood there.
  void begin(std::string_view text, char delimiter, End end);

  /// The first start after start `from` that follows a quote, a line end or the end of the text
  /// instead of a delimiter; kNone where the text holds no more. `from` never goes back.
  [[nodiscard]] std::size_t next_mark(std::size_t from);
  /// The first start, from start `from` on, that is at least `position`; kNone as above.
  [[nodiscard]] std::size_t find(std::size_t position, std::size_t from);

  /// Starts 0 up to any that has been returned; the address stays until more are asked for.
  [[nodiscard]] const std::uint32_t* starts() const { return starts_.data(); }

 private:
  bool extend();
  void make_room();
  void add_blocks(std::size_t stop);
  void add_blocks_avx512(std::size_t stop);
  void add_marks(std::uint64_t special, std::uint64_t marks);

  Simd simd_;
  std::string_view text_;
  char delimiter_ = ',';
  End end_ = End::open;
  std::size_t seen_ = 0;               ///< bytes looked at
  UnsetVector<std::uint32_t> starts_;  ///< with room for those of the next step
  std::size_t count_ = 0;
  UnsetVector<std::uint32_t> marks_;  ///< as above: which starts follow no delimiter, ascending
  std::size_t mark_count_ = 0;
  std::size_t passed_marks_ = 0;
};

}  // namespace vedette
