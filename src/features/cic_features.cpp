// SPDX-License-Identifier: Apache-2.0
#include "features/feature.hpp"
#include "features/measures.hpp"
#include "features/whole_table.hpp"

namespace vedette {
namespace {

double mean_payload(const Side& side) {
  return ratio(real(side.payload.sum), real(side.packets), 0);
}

double per_second(const FlowView& v, double amount, double at_zero_duration) {
  return ratio(amount, seconds(v.flow.duration_ns()), at_zero_duration);
}

double mean_gap(const SpanStats& gaps, std::uint64_t count) {
  return ratio(microseconds(gaps.sum), real(count), 0);
}

double gap_deviation(const SpanStats& gaps, std::uint64_t count) {
  return deviation(gaps.variance(count)) / 1e3;
}

double largest_gap(const SpanStats& gaps, std::uint64_t count) {
  return most(gaps, count, 0) / 1e3;
}

double smallest_gap(const SpanStats& gaps, std::uint64_t count) {
  return least(gaps, count, 0) / 1e3;
}

double both_flags(const FlowView& v, TcpFlag flag) {
  return flag_packets(v.flow.forward, flag) + flag_packets(v.flow.backward, flag);
}

/// Divides by the gaps, not by the subflows that they part, as the tool does.
double per_long_gap(const FlowView& v, double amount) {
  return ratio(amount, real(v.flow.long_gaps), 0);
}

double first_window(const Side& side) {
  return std::max(0.0, real(side.first_window));
}

double least_header(const Side& side) {
  return side.packets == 0 ? 0 : real(side.least_header);
}

double connection_time(const FlowView& v) {
  if (v.flow.key.protocol != kTcp && v.flow.key.protocol != kUdp) return 0;
  return microseconds(static_cast<std::uint64_t>(v.flow.last - v.flow.connection_first));
}

double icmp(const FlowView& v, std::uint8_t value) {
  const std::uint8_t protocol = v.flow.key.protocol;
  return protocol == kIcmp || protocol == kIcmpv6 ? real(value) : -1;
}

/// Names, order and units of the corrected CICFlowMeter (Liu et al. 2022). What differs from the
/// columns of the published data sets is in docs/features.md.
constexpr FeatureSpec kTable[] = {
    {"Flow Duration", "us", "both", "0",
     "Last minus first packet time",
     kTimes, [](const FlowView& v) { return microseconds(v.flow.duration_ns()); }},
    {"Total Fwd Packet", "packets", "fwd", "0",
     "Packets forward",
     kPacketCounts, [](const FlowView& v) { return real(v.flow.forward.packets); }},
    {"Total Bwd packets", "packets", "bwd", "0",
     "Packets backward",
     kPacketCounts, [](const FlowView& v) { return real(v.flow.backward.packets); }},
    {"Total Length of Fwd Packet", "bytes", "fwd", "0",
     "Payload bytes forward",
     kPayloadSums, [](const FlowView& v) { return real(v.flow.forward.payload.sum); }},
    {"Total Length of Bwd Packet", "bytes", "bwd", "0",
     "Payload bytes backward",
     kPayloadSums, [](const FlowView& v) { return real(v.flow.backward.payload.sum); }},
    {"Fwd Packet Length Max", "bytes", "fwd", "0",
     "Largest payload of a packet forward",
     kPackets, [](const FlowView& v) { return most(v.flow.forward.payload, v.flow.forward.packets, 0); }},
    {"Fwd Packet Length Min", "bytes", "fwd", "0",
     "Smallest payload of a packet forward",
     kPackets, [](const FlowView& v) { return least(v.flow.forward.payload, v.flow.forward.packets, 0); }},
    {"Fwd Packet Length Mean", "bytes", "fwd", "0",
     "Payload bytes per packet forward",
     kPacketCounts | kPayloadSums, [](const FlowView& v) { return mean_payload(v.flow.forward); }},
    {"Fwd Packet Length Std", "bytes", "fwd", "0",
     "Standard deviation (n - 1) of payloads forward",
     kPackets, [](const FlowView& v) { return deviation(v.flow.forward.payload.variance(v.flow.forward.packets)); }},
    {"Bwd Packet Length Max", "bytes", "bwd", "0",
     "Largest payload of a packet backward",
     kPackets, [](const FlowView& v) { return most(v.flow.backward.payload, v.flow.backward.packets, 0); }},
    {"Bwd Packet Length Min", "bytes", "bwd", "0",
     "Smallest payload of a packet backward",
     kPackets, [](const FlowView& v) { return least(v.flow.backward.payload, v.flow.backward.packets, 0); }},
    {"Bwd Packet Length Mean", "bytes", "bwd", "0",
     "Payload bytes per packet backward",
     kPacketCounts | kPayloadSums, [](const FlowView& v) { return mean_payload(v.flow.backward); }},
    {"Bwd Packet Length Std", "bytes", "bwd", "0",
     "Standard deviation (n - 1) of payloads backward",
     kPackets, [](const FlowView& v) { return deviation(v.flow.backward.payload.variance(v.flow.backward.packets)); }},
    {"Flow Bytes/s", "bytes/s", "both", "-1",
     "Payload bytes over duration",
     kTimes | kPayloadSums, [](const FlowView& v) { return per_second(v, real(v.flow.forward.payload.sum + v.flow.backward.payload.sum), -1); }},
    {"Flow Packets/s", "1/s", "both", "-1",
     "Packets over duration",
     kTimes | kPacketTotal, [](const FlowView& v) { return per_second(v, real(v.flow.packets()), -1); }},
    {"Flow IAT Mean", "us", "both", "0",
     "Mean gap between neighbouring packets",
     kTimes | kPacketTotal, [](const FlowView& v) { return ratio(microseconds(v.flow.duration_ns()), real(gaps_of(v.flow.packets())), 0); }},
    {"Flow IAT Std", "us", "both", "0",
     "Standard deviation (n - 1) of those gaps",
     kPackets, [](const FlowView& v) { return gap_deviation(v.flow.gaps, gaps_of(v.flow.packets())); }},
    {"Flow IAT Max", "us", "both", "0",
     "Largest of those gaps",
     kPackets, [](const FlowView& v) { return largest_gap(v.flow.gaps, gaps_of(v.flow.packets())); }},
    {"Flow IAT Min", "us", "both", "0",
     "Smallest of those gaps",
     kPackets, [](const FlowView& v) { return smallest_gap(v.flow.gaps, gaps_of(v.flow.packets())); }},
    {"Fwd IAT Total", "us", "fwd", "0",
     "Sum of the gaps between packets forward",
     kPackets, [](const FlowView& v) { return microseconds(v.flow.forward.gaps.sum); }},
    {"Fwd IAT Mean", "us", "fwd", "0",
     "Mean gap between packets forward",
     kPackets, [](const FlowView& v) { return mean_gap(v.flow.forward.gaps, gaps_of(v.flow.forward.packets)); }},
    {"Fwd IAT Std", "us", "fwd", "0",
     "Standard deviation (n - 1) of gaps forward",
     kPackets, [](const FlowView& v) { return gap_deviation(v.flow.forward.gaps, gaps_of(v.flow.forward.packets)); }},
    {"Fwd IAT Max", "us", "fwd", "0",
     "Largest gap forward",
     kPackets, [](const FlowView& v) { return largest_gap(v.flow.forward.gaps, gaps_of(v.flow.forward.packets)); }},
    {"Fwd IAT Min", "us", "fwd", "0",
     "Smallest gap forward",
     kPackets, [](const FlowView& v) { return smallest_gap(v.flow.forward.gaps, gaps_of(v.flow.forward.packets)); }},
    {"Bwd IAT Total", "us", "bwd", "0",
     "Sum of the gaps between packets backward",
     kPackets, [](const FlowView& v) { return microseconds(v.flow.backward.gaps.sum); }},
    {"Bwd IAT Mean", "us", "bwd", "0",
     "Mean gap between packets backward",
     kPackets, [](const FlowView& v) { return mean_gap(v.flow.backward.gaps, gaps_of(v.flow.backward.packets)); }},
    {"Bwd IAT Std", "us", "bwd", "0",
     "Standard deviation (n - 1) of gaps backward",
     kPackets, [](const FlowView& v) { return gap_deviation(v.flow.backward.gaps, gaps_of(v.flow.backward.packets)); }},
    {"Bwd IAT Max", "us", "bwd", "0",
     "Largest gap backward",
     kPackets, [](const FlowView& v) { return largest_gap(v.flow.backward.gaps, gaps_of(v.flow.backward.packets)); }},
    {"Bwd IAT Min", "us", "bwd", "0",
     "Smallest gap backward",
     kPackets, [](const FlowView& v) { return smallest_gap(v.flow.backward.gaps, gaps_of(v.flow.backward.packets)); }},
    {"Fwd PSH Flags", "packets", "fwd", "0",
     "Packets forward with the PSH flag",
     kPackets, [](const FlowView& v) { return flag_packets(v.flow.forward, kPsh); }},
    {"Bwd PSH Flags", "packets", "bwd", "0",
     "Packets backward with the PSH flag",
     kPackets, [](const FlowView& v) { return flag_packets(v.flow.backward, kPsh); }},
    {"Fwd URG Flags", "packets", "fwd", "0",
     "Packets forward with the URG flag",
     kPackets, [](const FlowView& v) { return flag_packets(v.flow.forward, kUrg); }},
    {"Bwd URG Flags", "packets", "bwd", "0",
     "Packets backward with the URG flag",
     kPackets, [](const FlowView& v) { return flag_packets(v.flow.backward, kUrg); }},
    {"Fwd RST Flags", "packets", "fwd", "0",
     "Packets forward with the RST flag",
     kPackets, [](const FlowView& v) { return flag_packets(v.flow.forward, kRst); }},
    {"Bwd RST Flags", "packets", "bwd", "0",
     "Packets backward with the RST flag",
     kPackets, [](const FlowView& v) { return flag_packets(v.flow.backward, kRst); }},
    {"Fwd Header Length", "bytes", "fwd", "0",
     "Transport header bytes forward",
     kPackets, [](const FlowView& v) { return real(v.flow.forward.header_bytes); }},
    {"Bwd Header Length", "bytes", "bwd", "0",
     "Transport header bytes backward",
     kPackets, [](const FlowView& v) { return real(v.flow.backward.header_bytes); }},
    {"Fwd Packets/s", "1/s", "fwd", "0",
     "Packets forward over the duration of the flow",
     kTimes | kPacketCounts, [](const FlowView& v) { return per_second(v, real(v.flow.forward.packets), 0); }},
    {"Bwd Packets/s", "1/s", "bwd", "0",
     "Packets backward over the duration of the flow",
     kTimes | kPacketCounts, [](const FlowView& v) { return per_second(v, real(v.flow.backward.packets), 0); }},
    {"Packet Length Min", "bytes", "both", "0",
     "Smallest payload of a packet",
     kPackets, [](const FlowView& v) { return least(both_payloads(v.flow), v.flow.packets(), 0); }},
    {"Packet Length Max", "bytes", "both", "0",
     "Largest payload of a packet",
     kPackets, [](const FlowView& v) { return most(both_payloads(v.flow), v.flow.packets(), 0); }},
    {"Packet Length Mean", "bytes", "both", "0",
     "Payload bytes per packet",
     kPacketCounts | kPayloadSums, [](const FlowView& v) { return ratio(real(both_payloads(v.flow).sum), real(v.flow.packets()), 0); }},
    {"Packet Length Std", "bytes", "both", "0",
     "Standard deviation (n - 1) of payloads",
     kPackets, [](const FlowView& v) { return deviation(both_payloads(v.flow).variance(v.flow.packets())); }},
    {"Packet Length Variance", "bytes^2", "both", "0",
     "Variance (n - 1) of payloads",
     kPackets, [](const FlowView& v) { return both_payloads(v.flow).variance(v.flow.packets()); }},
    {"FIN Flag Count", "packets", "both", "0",
     "Packets of both directions with the FIN flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kFin); }},
    {"SYN Flag Count", "packets", "both", "0",
     "Packets of both directions with the SYN flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kSyn); }},
    {"RST Flag Count", "packets", "both", "0",
     "Packets of both directions with the RST flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kRst); }},
    {"PSH Flag Count", "packets", "both", "0",
     "Packets of both directions with the PSH flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kPsh); }},
    {"ACK Flag Count", "packets", "both", "0",
     "Packets of both directions with the ACK flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kAck); }},
    {"URG Flag Count", "packets", "both", "0",
     "Packets of both directions with the URG flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kUrg); }},
    {"CWR Flag Count", "packets", "both", "0",
     "Packets of both directions with the CWR flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kCwr); }},
    {"ECE Flag Count", "packets", "both", "0",
     "Packets of both directions with the ECE flag",
     kPackets, [](const FlowView& v) { return both_flags(v, kEce); }},
    {"Down/Up Ratio", "", "both", "0",
     "Packets backward over packets forward",
     kPacketCounts, [](const FlowView& v) { return ratio(real(v.flow.backward.packets), real(v.flow.forward.packets), 0); }},
    {"Average Packet Size", "bytes", "both", "0",
     "Payload bytes per packet, as Packet Length Mean",
     kPacketCounts | kPayloadSums, [](const FlowView& v) { return ratio(real(both_payloads(v.flow).sum), real(v.flow.packets()), 0); }},
    {"Fwd Segment Size Avg", "bytes", "fwd", "0",
     "As Fwd Packet Length Mean",
     kPacketCounts | kPayloadSums, [](const FlowView& v) { return mean_payload(v.flow.forward); }},
    {"Bwd Segment Size Avg", "bytes", "bwd", "0",
     "As Bwd Packet Length Mean",
     kPacketCounts | kPayloadSums, [](const FlowView& v) { return mean_payload(v.flow.backward); }},
    {"Fwd Bytes/Bulk Avg", "bytes", "fwd", "0",
     "Bytes of bulks forward per bulk",
     kPackets, [](const FlowView& v) { return ratio(real(v.flow.forward.bulks.bytes), real(v.flow.forward.bulks.count), 0); }},
    {"Fwd Packet/Bulk Avg", "packets", "fwd", "0",
     "Packets of bulks forward per bulk",
     kPackets, [](const FlowView& v) { return ratio(real(v.flow.forward.bulks.packets), real(v.flow.forward.bulks.count), 0); }},
    {"Fwd Bulk Rate Avg", "bytes/s", "fwd", "0",
     "Bytes of bulks forward over their time",
     kPackets, [](const FlowView& v) { return ratio(real(v.flow.forward.bulks.bytes), seconds(v.flow.forward.bulks.time_ns), 0); }},
    {"Bwd Bytes/Bulk Avg", "bytes", "bwd", "0",
     "Bytes of bulks backward per bulk",
     kPackets, [](const FlowView& v) { return ratio(real(v.flow.backward.bulks.bytes), real(v.flow.backward.bulks.count), 0); }},
    {"Bwd Packet/Bulk Avg", "packets", "bwd", "0",
     "Packets of bulks backward per bulk",
     kPackets, [](const FlowView& v) { return ratio(real(v.flow.backward.bulks.packets), real(v.flow.backward.bulks.count), 0); }},
    {"Bwd Bulk Rate Avg", "bytes/s", "bwd", "0",
     "Bytes of bulks backward over their time",
     kPackets, [](const FlowView& v) { return ratio(real(v.flow.backward.bulks.bytes), seconds(v.flow.backward.bulks.time_ns), 0); }},
    {"Subflow Fwd Packets", "packets", "fwd", "0",
     "Packets forward over the number of gaps above 1 s",
     kPackets, [](const FlowView& v) { return per_long_gap(v, real(v.flow.forward.packets)); }},
    {"Subflow Fwd Bytes", "bytes", "fwd", "0",
     "Payload bytes forward over the number of gaps above 1 s",
     kPackets, [](const FlowView& v) { return per_long_gap(v, real(v.flow.forward.payload.sum)); }},
    {"Subflow Bwd Packets", "packets", "bwd", "0",
     "Packets backward over the number of gaps above 1 s",
     kPackets, [](const FlowView& v) { return per_long_gap(v, real(v.flow.backward.packets)); }},
    {"Subflow Bwd Bytes", "bytes", "bwd", "0",
     "Payload bytes backward over the number of gaps above 1 s",
     kPackets, [](const FlowView& v) { return per_long_gap(v, real(v.flow.backward.payload.sum)); }},
    {"FWD Init Win Bytes", "bytes", "fwd", "0",
     "TCP window of the first packet forward, as sent (not scaled)",
     kPackets, [](const FlowView& v) { return first_window(v.flow.forward); }},
    {"Bwd Init Win Bytes", "bytes", "bwd", "0",
     "TCP window of the first packet backward, as sent (not scaled)",
     kPackets, [](const FlowView& v) { return first_window(v.flow.backward); }},
    {"Fwd Act Data Pkts", "packets", "fwd", "0",
     "Packets forward with payload",
     kPackets, [](const FlowView& v) { return real(v.flow.forward.payload.nonzero); }},
    {"Bwd Act Data Pkts", "packets", "bwd", "0",
     "Packets backward with payload",
     kPackets, [](const FlowView& v) { return real(v.flow.backward.payload.nonzero); }},
    {"Fwd Seg Size Min", "bytes", "fwd", "0",
     "Smallest transport header forward",
     kPackets, [](const FlowView& v) { return least_header(v.flow.forward); }},
    {"Bwd Seg Size Min", "bytes", "bwd", "0",
     "Smallest transport header backward",
     kPackets, [](const FlowView& v) { return least_header(v.flow.backward); }},
    {"Active Mean", "us", "both", "0",
     "Mean length of bursts that a gap above 5 s ended",
     kPackets, [](const FlowView& v) { return mean_gap(v.flow.active, v.flow.actives); }},
    {"Active Std", "us", "both", "0",
     "Standard deviation (n - 1) of bursts that a gap above 5 s ended",
     kPackets, [](const FlowView& v) { return gap_deviation(v.flow.active, v.flow.actives); }},
    {"Active Max", "us", "both", "0",
     "Longest of bursts that a gap above 5 s ended",
     kPackets, [](const FlowView& v) { return largest_gap(v.flow.active, v.flow.actives); }},
    {"Active Min", "us", "both", "0",
     "Shortest of bursts that a gap above 5 s ended",
     kPackets, [](const FlowView& v) { return smallest_gap(v.flow.active, v.flow.actives); }},
    {"Idle Mean", "us", "both", "0",
     "Mean length of gaps above 5 s",
     kPackets, [](const FlowView& v) { return mean_gap(v.flow.idle, v.flow.idles); }},
    {"Idle Std", "us", "both", "0",
     "Standard deviation (n - 1) of gaps above 5 s",
     kPackets, [](const FlowView& v) { return gap_deviation(v.flow.idle, v.flow.idles); }},
    {"Idle Max", "us", "both", "0",
     "Longest of gaps above 5 s",
     kPackets, [](const FlowView& v) { return largest_gap(v.flow.idle, v.flow.idles); }},
    {"Idle Min", "us", "both", "0",
     "Shortest of gaps above 5 s",
     kPackets, [](const FlowView& v) { return smallest_gap(v.flow.idle, v.flow.idles); }},
    {"ICMP Code", "", "both", "-1",
     "ICMP code of the first packet",
     kIcmpKind, [](const FlowView& v) { return icmp(v, v.flow.icmp_code); }},
    {"ICMP Type", "", "both", "-1",
     "ICMP type of the first packet",
     kIcmpKind, [](const FlowView& v) { return icmp(v, v.flow.icmp_type); }},
    {"Total Connection Flow Time", "us", "both", "0",
     "TCP and UDP: duration with all pieces that an active time-out cut before",
     kTimes, [](const FlowView& v) { return connection_time(v); }},
    {"Total TCP Flow Time", "us", "both", "0",
     "The same of TCP only, as CIC-IDS2017's corrected files have it",
     kTimes, [](const FlowView& v) { return v.flow.key.protocol == kTcp ? connection_time(v) : 0; }},
};

}  // namespace

std::span<const FeatureSpec> cic_features() {
  return kTable;
}

void cic_values(std::span<double> into, const FlowView& view) {
  values_of_table<kTable>(into, view);
}

}  // namespace vedette
