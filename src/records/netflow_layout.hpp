// SPDX-License-Identifier: Apache-2.0
/// Headers of export packets.
#pragma once

#include <cstdint>
#include <optional>

#include "net/packet.hpp"
#include "records/netflow_template.hpp"

namespace vedette {

inline constexpr std::uint16_t kNetflow5 = 5;
inline constexpr std::uint16_t kNetflow9 = 9;
inline constexpr std::uint16_t kIpfix = 10;

inline constexpr std::size_t kV5HeaderBytes = 24;
inline constexpr std::size_t kV5RecordBytes = 48;
inline constexpr std::size_t kSetHeaderBytes = 4;
inline constexpr std::uint16_t kLeastDataSet = 256;

struct NetflowHeader {
  std::uint16_t version = 0;
  std::size_t bytes = 0;         ///< of the header
  std::size_t stated_bytes = 0;  ///< of the packet, where it says so; else 0
  std::uint32_t sequence = 0;
  std::uint32_t domain = 0;  ///< observation domain, source id or engine

  /// Bytes of sets in a datagram of that size.
  [[nodiscard]] std::size_t sets_bytes(std::size_t datagram) const;
};

/// nullopt where the bytes are no whole header of a known version.
[[nodiscard]] std::optional<NetflowHeader> header_of(ByteSpan datagram);

/// How templates in a set of that id are written; nullopt where the set holds none.
[[nodiscard]] std::optional<TemplateForm> template_form(std::uint16_t version, std::uint16_t set);

}  // namespace vedette
