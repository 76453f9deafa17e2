// SPDX-License-Identifier: Apache-2.0
/// Building the bytes of application messages in network byte order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vedette {

class ByteText {
 public:
  ByteText& u8(std::uint64_t value) {
    bytes_.push_back(static_cast<char>(value & 0xff));
    return *this;
  }
  ByteText& u16(std::uint64_t value) { return u8(value >> 8).u8(value); }
  ByteText& u24(std::uint64_t value) { return u8(value >> 16).u16(value); }
  ByteText& u32(std::uint64_t value) { return u16(value >> 16).u16(value); }
  ByteText& text(std::string_view more) {
    bytes_ += more;
    return *this;
  }
  /// Two bytes of length, then the text.
  ByteText& text16(std::string_view more) { return u16(more.size()).text(more); }
  /// Four bytes of length, then the text.
  ByteText& text32(std::string_view more) { return u32(more.size()).text(more); }

  [[nodiscard]] const std::string& str() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace vedette
