// SPDX-License-Identifier: Apache-2.0
/// Numbers in the byte order of the machine that wrote the file.
#pragma once

#include <cstdint>
#include <cstring>

#include "net/packet.hpp"

namespace vedette {

/// Whether numbers of the file must be turned round on this machine.
enum class Swap : bool { no, yes };

[[nodiscard]] inline std::uint16_t read_u16(ByteSpan bytes, std::size_t offset, Swap swap) {
  std::uint16_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return swap == Swap::yes ? __builtin_bswap16(value) : value;
}

[[nodiscard]] inline std::uint32_t read_u32(ByteSpan bytes, std::size_t offset, Swap swap) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return swap == Swap::yes ? __builtin_bswap32(value) : value;
}

}  // namespace vedette
