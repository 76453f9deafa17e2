// SPDX-License-Identifier: Apache-2.0
/// Reading numbers out of untrusted bytes: callers ask `has()` first.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "net/packet.hpp"

namespace vedette {

/// Number in network byte order at `offset`; the caller has checked that it is inside.
[[nodiscard]] inline std::uint16_t read_be16(ByteSpan bytes, std::size_t offset) {
  std::uint16_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap16(value) : value;
}

[[nodiscard]] inline std::uint32_t read_be32(ByteSpan bytes, std::size_t offset) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

/// The same in the order of x86 and ARM.
template <class Number>
[[nodiscard]] Number read_le(ByteSpan bytes, std::size_t offset) {
  static_assert(std::endian::native == std::endian::little);
  Number value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

[[nodiscard]] inline bool has(ByteSpan bytes, std::size_t count) {
  return bytes.size() >= count;
}

}  // namespace vedette
