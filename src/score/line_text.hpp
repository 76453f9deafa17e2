// SPDX-License-Identifier: Apache-2.0
/// Lines made of texts that are the same in each of them and of numbers, without a call or a look
/// for room for every piece.
#pragma once

#include <fmt/compile.h>
#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace vedette {

/// A text that is written many times, by copies of one fixed size.
class LineText {
 public:
  static constexpr std::size_t kCopy = 32;

  LineText() = default;
  explicit LineText(std::string_view text) : size_(text.size()), padded_(text) {
    padded_.resize((size_ + kCopy - 1) / kCopy * kCopy);
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Returns its end; up to `kCopy` bytes behind that are written too.
  char* write(char* at) const {
    for (std::size_t i = 0; i < size_; i += kCopy) std::memcpy(at + i, padded_.data() + i, kCopy);
    return at + size_;
  }

 private:
  std::size_t size_ = 0;
  std::string padded_{};
};

/// A line that is being made, or a part of it.
class Line {
 public:
  static constexpr std::size_t kMostInNumber = 32;

  /// No more than `most` bytes will be put between two calls of `move_to()`.
  explicit Line(std::size_t most) {
    bytes_.reserve(most + LineText::kCopy);
    end_ = bytes_.data();
  }
  Line(const Line&) = delete;  // a place of its own is remembered
  Line& operator=(const Line&) = delete;

  void put(const LineText& text) { end_ = text.write(end_); }
  void put(std::uint64_t number) { end_ = std::to_chars(end_, end_ + kMostInNumber, number).ptr; }
  /// The shortest text that reads back to the same float, without a locale, as fmt writes it. What
  /// it returns can be put again, until `move_to()`.
  std::string_view put(float number) {
    const char* const begun = end_;
    end_ = fmt::format_to(end_, FMT_COMPILE("{}"), number);
    return {begun, end_};
  }
  void put_again(std::string_view number) {
    char copy[kMostInNumber];  // as both may overlap
    std::memcpy(copy, number.data(), kMostInNumber);
    std::memcpy(end_, copy, kMostInNumber);
    end_ += number.size();
  }
  void move_to(std::string& text) {
    text.append(bytes_.data(), end_);
    end_ = bytes_.data();
  }

 private:
  fmt::basic_memory_buffer<char, 512> bytes_{};
  char* end_;
};

}  // namespace vedette
