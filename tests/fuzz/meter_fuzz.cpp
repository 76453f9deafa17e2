// SPDX-License-Identifier: Apache-2.0
// A conversation: the first byte chooses the cap and the early records, then ten bytes make a packet.
// All packets must come out again in flows, and rows must not depend on batches or threads.
#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "flow/meter.hpp"
#include "net/read_bytes.hpp"

namespace vedette {
namespace {

constexpr std::size_t kPacketBytes = 10;
constexpr TimeNs kMillisecond = 1'000'000;

/// Time steps of up to 32 s forward, or of 100 s backward; few hosts and ports, so that they meet.
PacketFacts packet_of(ByteSpan bytes, TimeNs& now) {
  const std::uint16_t step = read_be16(bytes, 0);
  now += step == 0xffff ? -100'000 * kMillisecond : (step >> 1) * kMillisecond;
  const std::uint8_t ends[2][4] = {{10, 0, 0, static_cast<std::uint8_t>(bytes[2] % 8)},
                                   {10, 0, 0, static_cast<std::uint8_t>(bytes[2] / 8 % 8)}};
  PacketFacts facts{.time = now, .wire_bytes = 60, .ip_bytes = 46};
  facts.source = {Address::ipv4(ends[0]), static_cast<std::uint16_t>(bytes[3] % 4)};
  facts.destination = {Address::ipv4(ends[1]), static_cast<std::uint16_t>(bytes[3] / 4 % 4)};
  facts.protocol = bytes[4] % 4 == 0 ? kUdp : kTcp;
  facts.tcp_flags = bytes[5];
  facts.payload_bytes = bytes[6];
  facts.header_bytes = 20;
  facts.sequence = read_be16(bytes, 7);
  facts.outcome = bytes[9] == 0xff ? Outcome::malformed : Outcome::ok;
  return facts;
}

struct Sums {
  std::vector<std::uint64_t> rows{};  ///< first packet, packets and end of each report, in order
  std::uint64_t packets = 0;
};

void add(Sums& sums, std::span<const FlowReport> reports) {
  for (const FlowReport& report : reports) {
    const Flow& flow = *report.flow;
    check(flow.packets() > 0, "a reported flow has packets");
    check(flow.last >= flow.first, "a flow does not end before it begins");
    sums.rows.insert(sums.rows.end(), {flow.first_packet, flow.packets(), flow.piece,
                                       static_cast<std::uint64_t>(flow.end)});
    sums.packets += flow.end == EndReason::so_far ? 0 : flow.packets();
  }
}

Sums meter_all(std::span<const PacketFacts> packets, const MeterOptions& options,
               std::size_t batch) {
  FlowMeter meter(options);
  Sums sums;
  for (std::size_t at = 0; at < packets.size(); at += batch)
    add(sums, meter.add(packets.subspan(at, std::min(batch, packets.size() - at))));
  for (auto last = meter.finish(); !last.empty(); last = meter.finish()) add(sums, last);
  const MeterCounters& counters = meter.counters();
  check(counters.outcomes[static_cast<std::size_t>(Outcome::ok)] == sums.packets,
        "every packet is in one flow");
  check(counters.packets == packets.size(), "every packet is counted");
  check(meter.live_flows() == 0, "nothing is left");
  return sums;
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  vedette::MeterOptions options;
  options.max_flows = data[0] % 2 == 0 ? 16 : 1'000;
  options.early_packets = data[0] / 2 % 4;
  options.early_ns = data[0] / 8 % 4 * vedette::TimeNs{1'000'000'000};
  options.active_timeout_ns = 60'000'000'000;
  std::vector<vedette::PacketFacts> packets;
  vedette::TimeNs now = 0;
  for (std::size_t at = 1; at + vedette::kPacketBytes <= size; at += vedette::kPacketBytes)
    packets.push_back(vedette::packet_of({data + at, vedette::kPacketBytes}, now));
  const vedette::Sums whole = vedette::meter_all(packets, options, packets.size() + 1);
  const vedette::Sums pieces = vedette::meter_all(packets, options, data[0] / 32 + 1U);
  vedette::check(whole.rows == pieces.rows, "rows do not depend on the batches");
  return 0;
}
