// SPDX-License-Identifier: Apache-2.0
/// A TCP segment between two endpoints, before it has header bytes. Sequence numbers are 64 bits
/// wide and begin at 0 with the SYN: byte n of the stream has number n + 1, and the FIN follows
/// the last byte.
#pragma once

#include <cstdint>
#include <vector>

namespace vedette {

/// A stretch [begin, end) of sequence numbers.
struct SequenceRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct Segment {
  std::uint64_t sequence = 0;
  std::uint64_t acknowledgement = 0;
  std::uint32_t payload_bytes = 0;
  std::uint32_t window = 0;                ///< bytes, unscaled
  std::uint8_t flags = 0;                  ///< TcpFlag bits
  std::vector<SequenceRange> selective{};  ///< out-of-order data held (RFC 2018), at most 3
};

}  // namespace vedette
