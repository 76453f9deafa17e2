// SPDX-License-Identifier: Apache-2.0
#include "records/netflow_layout.hpp"

#include <algorithm>

#include "net/read_bytes.hpp"
#include "records/netflow.hpp"

namespace vedette {
namespace {

constexpr std::size_t kV9HeaderBytes = 20;
constexpr std::size_t kIpfixHeaderBytes = 16;
constexpr std::size_t kMostV5Records = 30;  // Cisco: what fits into 1,464 bytes
constexpr std::size_t kMostPacketBytes = 65'535;

bool is_version(std::uint16_t word) {
  return word == kNetflow5 || word == kNetflow9 || word == kIpfix;
}

std::optional<std::size_t> known_length(std::size_t length, ByteSpan bytes, MoreBytes more) {
  if (bytes.size() >= length) return length;
  // What is left of a cut packet is a packet: the decoder says what is wrong with it.
  return more == MoreBytes::may_follow ? 0 : bytes.size();
}

std::optional<std::size_t> v9_length(ByteSpan bytes, MoreBytes more) {
  std::size_t at = kV9HeaderBytes;
  while (has(bytes, at + kSetHeaderBytes)) {
    if (is_version(read_be16(bytes, at))) return at;
    const std::size_t length = read_be16(bytes, at + 2);
    if (length < kSetHeaderBytes || at + length > kMostPacketBytes) return std::nullopt;
    at += length;
  }
  if (more == MoreBytes::may_follow) return 0;
  return bytes.size();
}

}  // namespace

std::size_t NetflowHeader::sets_bytes(std::size_t datagram) const {
  const std::size_t end = stated_bytes == 0 ? datagram : std::min(stated_bytes, datagram);
  return end - std::min(end, bytes);
}

std::optional<NetflowHeader> header_of(ByteSpan datagram) {
  if (!has(datagram, 2)) return std::nullopt;
  const std::uint16_t version = read_be16(datagram, 0);
  if (version == kNetflow5 && has(datagram, kV5HeaderBytes))
    return NetflowHeader{.version = version,
                         .bytes = kV5HeaderBytes,
                         .sequence = read_be32(datagram, 16),
                         .domain = read_be16(datagram, 20)};
  if (version == kNetflow9 && has(datagram, kV9HeaderBytes))
    return NetflowHeader{.version = version,
                         .bytes = kV9HeaderBytes,
                         .sequence = read_be32(datagram, 12),
                         .domain = read_be32(datagram, 16)};
  if (version == kIpfix && has(datagram, kIpfixHeaderBytes))
    return NetflowHeader{.version = version,
                         .bytes = kIpfixHeaderBytes,
                         .stated_bytes = read_be16(datagram, 2),
                         .sequence = read_be32(datagram, 8),
                         .domain = read_be32(datagram, 12)};
  return std::nullopt;
}

std::optional<TemplateForm> template_form(std::uint16_t version, std::uint16_t set) {
  if (version == kNetflow9 && set == 0) return TemplateForm::v9;
  if (version == kNetflow9 && set == 1) return TemplateForm::v9_options;
  if (version == kIpfix && set == 2) return TemplateForm::ipfix;
  if (version == kIpfix && set == 3) return TemplateForm::ipfix_options;
  return std::nullopt;
}

std::optional<std::size_t> netflow_packet_bytes(ByteSpan bytes, MoreBytes more) {
  if (!has(bytes, 4)) {
    if (more == MoreBytes::may_follow) return 0;
    return bytes.empty() ? std::nullopt : std::optional(bytes.size());
  }
  const std::size_t second = read_be16(bytes, 2);
  switch (read_be16(bytes, 0)) {
    case kNetflow5:
      if (second == 0 || second > kMostV5Records) return std::nullopt;
      return known_length(kV5HeaderBytes + second * kV5RecordBytes, bytes, more);
    case kNetflow9:
      return v9_length(bytes, more);
    case kIpfix:
      if (second < kIpfixHeaderBytes) return std::nullopt;
      return known_length(second, bytes, more);
    default:
      return std::nullopt;
  }
}

bool is_netflow(std::string_view start) {
  const ByteSpan bytes{reinterpret_cast<const std::uint8_t*>(start.data()), start.size()};
  const std::optional<NetflowHeader> header = header_of(bytes);
  if (!header) return false;
  // Lengths and set ids must make sense, as far as they are here.
  const auto length = netflow_packet_bytes(bytes, MoreBytes::may_follow);
  if (!length) return false;
  if (header->version == kNetflow5 || !has(bytes, header->bytes + 2)) return true;
  const std::uint16_t set = read_be16(bytes, header->bytes);
  return set >= kLeastDataSet || template_form(header->version, set).has_value();
}

}  // namespace vedette
