// SPDX-License-Identifier: Apache-2.0
/// The part of a stream that is in memory: grows at the end, shrinks at the front.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "data/byte_source.hpp"

namespace vedette {

/// A failure of the source ends the text there; it can be asked for once the rest is used up.
class TextWindow {
 public:
  /// `padding` bytes past the text stay readable.
  TextWindow(ByteSource source, std::size_t chunk_bytes, std::size_t padding);

  [[nodiscard]] std::string_view text() const { return {begin_, end_}; }
  /// Offset of text() in the uncompressed input.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] bool at_end() const { return at_end_; }
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  [[nodiscard]] const ByteSource& source() const { return source_; }

  /// How many rows the input may hold, by those before text(); 0 where nobody knows.
  [[nodiscard]] std::size_t likely_rows(std::size_t rows_before) const;

  /// To be called first. Errors: `unsupported` for UTF-16 text.
  [[nodiscard]] Result<> skip_byte_order_mark();
  /// Drops bytes from the front.
  void drop(std::size_t count);
  /// Reads some more; views of the text end. Nothing happens at the end.
  void extend();
  /// The same until the text has so many bytes.
  void extend_to(std::size_t bytes);

 private:
  void extend_lent(std::size_t more);
  void extend_own(std::size_t more);

  ByteSource source_;
  std::vector<char> bytes_{};  ///< read from a source that does not lend its own
  std::size_t chunk_bytes_;
  std::size_t padding_;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
  std::optional<Error> failure_;
};

}  // namespace vedette
