// SPDX-License-Identifier: Apache-2.0
#include "records/netflow_record.hpp"

#include <algorithm>

#include "net/read_bytes.hpp"
#include "records/field_reader.hpp"
#include "records/flow_facts.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kReversePen = 29'305;  // RFC 5103, 6.1
constexpr std::uint64_t kNtpTo1970 = 2'208'988'800;
constexpr std::uint64_t kMostMs = 4'000'000'000'000;  // 126 years

/// Information elements (IANA).
enum Element : std::uint16_t {
  kOctetDelta = 1, kPacketDelta = 2, kProtocolId = 4, kTcpBits = 6, kSourcePort = 7,
  kSourceV4 = 8, kDestinationPort = 11, kDestinationV4 = 12, kEndUptime = 21, kStartUptime = 22,
  kSourceV6 = 27, kDestinationV6 = 28, kIcmpTypeCodeV4 = 32, kMinTtl = 52, kMaxTtl = 53,
  kVlan = 58, kOctetTotal = 85, kPacketTotalElement = 86, kFlowEndReason = 136,
  kIcmpTypeCodeV6 = 139, kStartSeconds = 150, kEndSeconds = 151, kStartMs = 152, kEndMs = 153,
  kStartUs = 154, kEndUs = 155, kStartNs = 156, kEndNs = 157, kStartDeltaUs = 158,
  kEndDeltaUs = 159, kSystemStart = 160, kDurationMs = 161, kDurationUs = 162, kIcmpTypeV4 = 176,
  kIcmpCodeV4 = 177, kIcmpTypeV6 = 178, kIcmpCodeV6 = 179, kUdpSource = 180, kUdpDestination = 181,
  kTcpSource = 182, kTcpDestination = 183, kInitiatorOctets = 231, kResponderOctets = 232,
  kInitiatorPackets = 298, kResponderPackets = 299
};

/// A number in network order of up to 8 bytes (RFC 7011, 6.2 allows fewer than the type has).
std::uint64_t number_of(ByteSpan value) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : value.first(std::min<std::size_t>(value.size(), 8)))
    number = number << 8 | byte;
  return number;
}

/// nullopt past the year 2262.
std::optional<TimeNs> scaled(std::uint64_t number, std::int64_t unit_ns) {
  TimeNs time = 0;
  if (__builtin_mul_overflow(number, unit_ns, &time)) return std::nullopt;
  return time;
}

/// An NTP time stamp: seconds since 1900 and a fraction (RFC 7011, 6.1.9).
std::optional<TimeNs> ntp_time(ByteSpan value) {
  if (value.size() != 8) return std::nullopt;
  const std::uint64_t seconds = read_be32(value, 0);
  const std::uint64_t fraction = read_be32(value, 4);
  if (seconds < kNtpTo1970) return std::nullopt;
  return static_cast<TimeNs>(seconds - kNtpTo1970) * kSecond +
         static_cast<TimeNs>(fraction * 1'000'000'000 >> 32);
}

/// Some exporters fill the addresses of both versions; the one in use is not zero.
Address used_of(const std::optional<Address>& other, const Address& read) {
  const Address none{};
  const bool is_zero = read == none || read == Address::ipv4(none.bytes.data());
  return other && is_zero ? *other : read;
}

}  // namespace

void FlowElements::take(const TemplateField& field, ByteSpan value) {
  const std::uint64_t number = number_of(value);
  if (field.enterprise == kReversePen) return take_count(backward_, field.element, number);
  if (field.enterprise != 0 || value.empty()) return;
  take_key(field.element, value, number);
  take_count(forward_, field.element, number);
  take_time(field.element, value, number);
  take_rest(field.element, number);
}

void FlowElements::take_key(std::uint16_t element, ByteSpan value, std::uint64_t number) {
  switch (element) {
    case kSourceV4:
      if (value.size() == 4) from_ = used_of(from_, Address::ipv4(value.data()));
      return;
    case kDestinationV4:
      if (value.size() == 4) to_ = used_of(to_, Address::ipv4(value.data()));
      return;
    case kSourceV6:
      if (value.size() == 16) from_ = used_of(from_, Address::ipv6(value.data()));
      return;
    case kDestinationV6:
      if (value.size() == 16) to_ = used_of(to_, Address::ipv6(value.data()));
      return;
    case kSourcePort:
    case kUdpSource:
    case kTcpSource:
      from_port_ = static_cast<std::uint16_t>(number);
      return;
    case kDestinationPort:
    case kUdpDestination:
    case kTcpDestination:
      to_port_ = static_cast<std::uint16_t>(number);
      return;
    case kProtocolId:
      protocol_ = static_cast<std::uint8_t>(number);
      return;
    default:
      return;
  }
}

void FlowElements::take_count(Counted& side, std::uint16_t element, std::uint64_t number) {
  const std::uint64_t count = std::min(number, FieldReader::kMostCount);
  switch (element) {
    case kOctetDelta:
    case kOctetTotal:
    case kInitiatorOctets:
      side.bytes = count;
      return;
    case kPacketDelta:
    case kPacketTotalElement:
    case kInitiatorPackets:
      side.packets = count;
      return;
    case kResponderOctets:
      backward_.bytes = count;
      return;
    case kResponderPackets:
      backward_.packets = count;
      return;
    case kTcpBits:
      side.flags = static_cast<std::uint8_t>(number);
      return;
    default:
      return;
  }
}

void FlowElements::take_time(std::uint16_t element, ByteSpan value, std::uint64_t number) {
  const auto before_export = [this](std::uint64_t us) {
    const auto span = scaled(us, 1'000);
    return span ? std::optional(context_.exported - *span) : std::nullopt;
  };
  switch (element) {
    case kStartSeconds: absolute_.first = scaled(number, kSecond); return;
    case kEndSeconds: absolute_.last = scaled(number, kSecond); return;
    case kStartMs: absolute_.first = scaled(number, 1'000'000); return;
    case kEndMs: absolute_.last = scaled(number, 1'000'000); return;
    case kStartUs:
    case kStartNs: absolute_.first = ntp_time(value); return;
    case kEndUs:
    case kEndNs: absolute_.last = ntp_time(value); return;
    case kStartDeltaUs: absolute_.first = before_export(number); return;
    case kEndDeltaUs: absolute_.last = before_export(number); return;
    case kStartUptime: first_uptime_ms_ = number; return;
    case kEndUptime: last_uptime_ms_ = number; return;
    case kSystemStart: started_ms_ = number; return;
    case kDurationMs: duration_us_ = std::min(number, kMostMs) * 1'000; return;
    case kDurationUs: duration_us_ = std::min(number, kMostMs * 1'000); return;
    default: return;
  }
}

void FlowElements::take_rest(std::uint16_t element, std::uint64_t number) {
  const auto byte = static_cast<std::uint8_t>(number);
  switch (element) {
    case kIcmpTypeCodeV4:
    case kIcmpTypeCodeV6:
      icmp_type_ = static_cast<std::uint8_t>(number >> 8);
      icmp_code_ = byte;
      return;
    case kIcmpTypeV4:
    case kIcmpTypeV6: icmp_type_ = byte; return;
    case kIcmpCodeV4:
    case kIcmpCodeV6: icmp_code_ = byte; return;
    case kMinTtl: least_ttl_ = byte; return;
    case kMaxTtl: most_ttl_ = byte; return;
    case kVlan: vlan_ = static_cast<std::uint16_t>(number); return;
    case kFlowEndReason: end_reason_ = number; return;
    default: return;
  }
}

/// Times as milliseconds of the exporter's uptime, which wraps after 49 days.
FlowElements::Span FlowElements::relative_span() const {
  const auto time_at = [this](std::optional<std::uint64_t> uptime_ms) -> std::optional<TimeNs> {
    if (!uptime_ms) return std::nullopt;
    const auto at = static_cast<std::uint32_t>(*uptime_ms);
    if (context_.has_uptime)
      return context_.exported -
             TimeNs{static_cast<std::int32_t>(context_.uptime_ms - at)} * 1'000'000;
    if (!started_ms_) return std::nullopt;
    return scaled(std::min(*started_ms_, FieldReader::kMostCount) + at, 1'000'000);
  };
  return {time_at(first_uptime_ms_), time_at(last_uptime_ms_)};
}

FlowElements::Span FlowElements::span() const {
  Span span = absolute_;
  const Span relative = relative_span();
  if (!span.first) span.first = relative.first;
  if (!span.last) span.last = relative.last;
  if (!duration_us_) return span;
  const auto duration = static_cast<TimeNs>(*duration_us_ * 1'000);
  TimeNs other = 0;
  if (span.first && !span.last && !__builtin_add_overflow(*span.first, duration, &other))
    span.last = other;
  if (span.last && !span.first && !__builtin_sub_overflow(*span.last, duration, &other))
    span.first = other;
  return span;
}

void FlowElements::set_span(FlowRecord& record) const {
  const Span known = span();
  const TimeNs first = known.first.value_or(known.last.value_or(context_.exported));
  const TimeNs last = std::max(first, known.last.value_or(first));
  const bool sane = set_times(record.flow, first, static_cast<std::uint64_t>(last) -
                                                      static_cast<std::uint64_t>(first));
  if (!sane || !known.first || !known.last) record.lacks |= kTimes;
  // The time of export is one of 32 bits of seconds.
  if (!sane) check(set_times(record.flow, context_.exported, 0), "packets are sent in our times");
  record.reported = record.flow.last;
}

void FlowElements::set_counts(FlowRecord& record) const {
  Flow& flow = record.flow;
  flow.forward.packets = forward_.packets.value_or(0);
  flow.forward.ip_bytes = forward_.bytes.value_or(0);
  flow.backward.packets = backward_.packets.value_or(0);
  flow.backward.ip_bytes = backward_.bytes.value_or(0);
  if (!forward_.packets) record.lacks |= kPacketCounts | kPacketTotal;
  if (!forward_.bytes) record.lacks |= kIpSums;
  if (flow.key.protocol != kTcp) return;
  // One direction alone does not tell how far the connection came.
  if (forward_.flags && backward_.flags)
    flow.tcp_events = events_of({*forward_.flags, *backward_.flags});
  else
    record.lacks |= kTcpState;
}

std::optional<FlowRecord> FlowElements::finish() const {
  if (!from_ || !to_) return std::nullopt;
  FlowRecord record;
  record.flow = flow_between({{*from_, from_port_}, {*to_, to_port_}, protocol_});
  Flow& flow = record.flow;
  flow.vlan = vlan_;
  set_span(record);
  set_counts(record);
  const bool icmp = flow.key.protocol == kIcmp || flow.key.protocol == kIcmpv6;
  // NetFlow v5, and v9 exporters without an element for it, put type and code in the port.
  flow.icmp_type = icmp ? icmp_type_.value_or(static_cast<std::uint8_t>(to_port_ >> 8)) : 0;
  flow.icmp_code = icmp ? icmp_code_.value_or(static_cast<std::uint8_t>(to_port_)) : 0;
  if (!least_ttl_ || !most_ttl_) record.lacks |= kTtl;
  flow.forward.least_ttl = least_ttl_.value_or(flow.forward.least_ttl);
  flow.forward.most_ttl = most_ttl_.value_or(flow.forward.most_ttl);
  if (!end_reason_) record.lacks |= kEndReason;
  flow.end = end_reason_of(end_reason_.value_or(0));
  return record;
}

}  // namespace vedette
