// SPDX-License-Identifier: Apache-2.0
// A frame: the first two bytes choose the link type, the third the tunnel policy and how much of the
// frame was captured. Lengths that the decoder tells must fit the frame.
#include "base/error.hpp"
#include "net/decode.hpp"

namespace vedette {
namespace {

void check_facts(const PacketFacts& facts, const PacketView& packet) {
  check(facts.wire_bytes == packet.wire_bytes, "the frame's length is kept");
  if (facts.outcome != Outcome::ok) return;
  check(facts.ip_bytes <= packet.wire_bytes, "an IP packet fits its frame");
  check(std::uint64_t{facts.payload_bytes} + facts.header_bytes <= facts.ip_bytes,
        "header and payload fit the IP packet");
  check(facts.tunnels <= 4, "tunnels are followed so far only");
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kChoices = 3;
  if (size < kChoices) return 0;
  const auto link_type = static_cast<std::uint16_t>(data[0] << 8 | data[1]);
  const std::uint32_t cut = data[2] >> 1;
  const vedette::PacketView packet{
      .time = 0,
      .bytes = vedette::ByteSpan(data + kChoices, size - kChoices),
      .wire_bytes = static_cast<std::uint32_t>(size - kChoices) + cut,
      .link_type = link_type};
  const auto policy =
      data[2] % 2 == 0 ? vedette::TunnelPolicy::inner : vedette::TunnelPolicy::outer;
  vedette::check_facts(vedette::decode(packet, {.tunnels = policy}), packet);
  return 0;
}
