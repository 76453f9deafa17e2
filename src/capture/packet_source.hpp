// SPDX-License-Identifier: Apache-2.0
/// Where packets come from: capture files or a live interface.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "net/packet.hpp"

namespace vedette {

/// Packets of a batch are valid until the next one is asked for. Not thread-safe.
class PacketSource {
 public:
  using Packets = std::span<const PacketView>;

  virtual ~PacketSource() = default;
  /// Up to `max_packets`; nullopt at the end. A live source gives an empty batch when nothing came
  /// for a while. Errors: `io`; `malformed` with file and byte, after all packets before it.
  [[nodiscard]] virtual Result<std::optional<Packets>> next(std::size_t max_packets) = 0;
  /// Packets that have come but were held back to be put in order: for whoever stops before the end.
  [[nodiscard]] virtual Packets rest() { return {}; }
  /// Whether there are such packets: time has not gone on for whoever looks at packets only.
  [[nodiscard]] virtual bool holds_back() const { return false; }
  /// Raw bytes read so far and in all (0 when unknown), for progress.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

/// What a capture file told besides its packets.
struct CaptureNotes {
  std::uint64_t packets = 0;
  /// Simple packets of pcapng, and times outside 1970 to 2200: they get the time before them.
  std::uint64_t without_time = 0;
  std::uint64_t other_blocks = 0;  ///< that hold no packet; the header of a classic file is one
  std::uint64_t cut_short = 0;     ///< packets shorter than on the wire
};

}  // namespace vedette
