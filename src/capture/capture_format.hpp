// SPDX-License-Identifier: Apache-2.0
/// How a capture file format is cut into packets, whatever buffer the bytes are in.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/packet.hpp"

namespace vedette {

/// What stands at the front of some bytes of a file.
struct CaptureStep {
  enum class Kind : std::uint8_t {
    packet,
    other,      ///< complete, but no packet
    need_more,  ///< `size` bytes are needed to tell
    damaged,    ///< `problem` says why
  };
  Kind kind = Kind::need_more;
  std::size_t size = 0;  ///< bytes taken; with need_more, bytes that must be there
  PacketView packet{};   ///< borrows the bytes
  bool has_time = true;
  std::string_view problem{};  ///< static text
};

/// Nobody needs a packet or block above this; a length field that says more is damaged.
inline constexpr std::size_t kMaxBlockBytes = std::size_t{16} << 20;

/// Keeps what earlier parts of the file said (byte order, interfaces). Not thread-safe.
class CaptureFormat {
 public:
  virtual ~CaptureFormat() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Looks at bytes that start where the last step ended.
  [[nodiscard]] virtual CaptureStep step(ByteSpan bytes) = 0;
};

/// The classic format: both byte orders, micro and nanoseconds, and Kuznetzov's longer records
/// (draft-ietf-opsawg-pcap).
[[nodiscard]] bool is_pcap(ByteSpan start);
[[nodiscard]] std::unique_ptr<CaptureFormat> make_pcap();

/// pcapng: any number of sections and interfaces, each with its byte order, link type and time
/// resolution (draft-ietf-opsawg-pcapng).
[[nodiscard]] bool is_pcapng(ByteSpan start);
[[nodiscard]] std::unique_ptr<CaptureFormat> make_pcapng();

/// Bytes needed to recognise a format.
inline constexpr std::size_t kMagicBytes = 12;

}  // namespace vedette
