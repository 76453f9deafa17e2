// SPDX-License-Identifier: Apache-2.0
#include "records/nfdump_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "net/read_bytes.hpp"
#include "records/field_reader.hpp"
#include "records/flow_facts.hpp"

namespace vedette {
namespace {

constexpr std::size_t kAnyHeaderBytes = 4;      // type and size
constexpr std::size_t kRecordHeaderBytes = 12;  // of version 3
constexpr std::uint8_t kEventFlag = 1;

enum RecordType : std::uint16_t {
  kExporterInfo = 7, kExporterStatistics = 8, kSamplerInfo = 9, kFlowRecord = 11, kSampler = 12,
  kNbar = 13, kInterfaceName = 14, kVrfName = 15, kIdent = 0x8001, kStatistics = 0x8002
};

/// Extensions that tell something that features need, and the bytes they have at least.
enum Extension : std::uint16_t {
  kGenericFlow = 1, kIpv4Flow = 2, kIpv6Flow = 3, kFlowMisc = 4, kCounts = 5, kVlan = 6,
  kLayer2 = 38, kIpInfo = 42
};
constexpr std::uint16_t kLastKnownExtension = 42;

std::size_t least_bytes_of(std::uint16_t extension) {
  switch (extension) {
    case kGenericFlow:
      return 48;
    case kIpv4Flow:
    case kVlan:
      return 8;
    case kIpv6Flow:
      return 32;
    case kCounts:
      return 24;
    default:
      return 0;
  }
}

Address ipv4_at(ByteSpan bytes, std::size_t at) {
  const std::array<std::uint8_t, 4> address{bytes[at + 3], bytes[at + 2], bytes[at + 1], bytes[at]};
  return Address::ipv4(address.data());
}

/// Two numbers of 64 bits, the upper half first.
Address ipv6_at(ByteSpan bytes, std::size_t at) {
  std::array<std::uint8_t, 16> address{};
  for (std::size_t i = 0; i < 16; ++i) address[i] = bytes[at + i / 8 * 8 + 7 - i % 8];
  return Address::ipv6(address.data());
}

std::uint64_t count_at(ByteSpan bytes, std::size_t at) {
  return std::min(read_le<std::uint64_t>(bytes, at), FieldReader::kMostCount);
}

/// Collects the extensions of a record, then makes the flow of them.
class FlowExtensions {
 public:
  /// `value` has least_bytes_of() the type.
  void take(std::uint16_t type, ByteSpan value) {
    switch (type) {
      case kGenericFlow:
        generic_ = value;
        return;
      case kIpv4Flow:
        from_ = ipv4_at(value, 0);
        to_ = ipv4_at(value, 4);
        return;
      case kIpv6Flow:
        from_ = ipv6_at(value, 0);
        to_ = ipv6_at(value, 16);
        return;
      case kCounts:
        counts_ = value;
        return;
      default:
        return take_rest(type, value);
    }
  }

  std::optional<FlowRecord> finish() const {
    if (!from_ || !to_ || generic_.empty()) return std::nullopt;
    const auto to_port = read_le<std::uint16_t>(generic_, 42);
    FlowRecord record;
    record.flow = flow_between(
        {{*from_, read_le<std::uint16_t>(generic_, 40)}, {*to_, to_port}, generic_[44]});
    record.flow.vlan = vlan_;
    set_span(record);
    set_counts(record.flow);
    if (record.flow.key.protocol == kIcmp || record.flow.key.protocol == kIcmpv6) {
      record.flow.icmp_type = static_cast<std::uint8_t>(to_port >> 8);
      record.flow.icmp_code = static_cast<std::uint8_t>(to_port);
    }
    set_rest(record);
    return record;
  }

 private:
  void take_rest(std::uint16_t type, ByteSpan value) {
    // nfdump 1.7.1 has 12 bytes of this, and no reason.
    if (type == kFlowMisc && has(value, 16)) end_reason_ = value[13];
    if (type == kVlan) vlan_ = static_cast<std::uint16_t>(read_le<std::uint32_t>(value, 0));
    if (type == kLayer2 && has(value, 2) && vlan_ == 0) vlan_ = read_le<std::uint16_t>(value, 0);
    if (type != kIpInfo || !has(value, 4)) return;
    least_ttl_ = value[2];
    most_ttl_ = value[3];
  }

  void set_span(FlowRecord& record) const {
    constexpr std::uint64_t kMostMs = 4'500'000'000'000;  // the year 2112
    constexpr TimeNs kMillisecond = 1'000'000;
    const auto first = read_le<std::uint64_t>(generic_, 0);
    const auto last = read_le<std::uint64_t>(generic_, 8);
    const bool sane = first <= last && last < kMostMs;
    if (!sane) record.lacks |= kTimes;
    const TimeNs start = static_cast<TimeNs>(std::min(first, kMostMs - 1)) * kMillisecond;
    check(set_times(record.flow, start, sane ? (last - first) * kMillisecond : 0),
          "times were held to what is allowed");
    record.reported = record.flow.last;
  }

  void set_counts(Flow& flow) const {
    flow.forward.packets = count_at(generic_, 24);
    flow.forward.ip_bytes = count_at(generic_, 32);
    if (counts_.empty()) return;
    flow.backward.packets = count_at(counts_, 8);
    flow.backward.ip_bytes = count_at(counts_, 16);
  }

  void set_rest(FlowRecord& record) const {
    if (least_ttl_ == 0 || most_ttl_ == 0) {
      record.lacks |= kTtl;
    } else {
      record.flow.forward.least_ttl = least_ttl_;
      record.flow.forward.most_ttl = most_ttl_;
    }
    if (end_reason_ == 0) record.lacks |= kEndReason;
    record.flow.end = end_reason_of(end_reason_);
  }

  ByteSpan generic_{};
  ByteSpan counts_{};
  std::optional<Address> from_{};
  std::optional<Address> to_{};
  std::uint16_t vlan_ = 0;
  std::uint8_t least_ttl_ = 0;  ///< 0: not told
  std::uint8_t most_ttl_ = 0;
  std::uint8_t end_reason_ = 0;
};

RejectReason damage(std::string message) { return {"damaged_record", std::move(message)}; }

/// What to call records of this type that are passed over.
std::string kind_of(std::uint16_t type) {
  switch (type) {
    case kExporterInfo:
    case kExporterStatistics:
      return "exporter";
    case kSamplerInfo:
    case kSampler:
      return "sampler";
    case kNbar:
    case kInterfaceName:
    case kVrfName:
      return "name";
    default:
      return fmt::format("unknown record type {}", type);
  }
}

}  // namespace

ByteSpan first_nfdump_record(ByteSpan block) {
  if (!has(block, kAnyHeaderBytes)) return {};
  const std::size_t bytes = read_le<std::uint16_t>(block, 2);
  return bytes >= kAnyHeaderBytes && has(block, bytes) ? block.first(bytes) : ByteSpan{};
}

NfdumpOutcome NfdumpDecoder::add(ByteSpan record) {
  const auto type = read_le<std::uint16_t>(record, 0);
  if (type == kIdent || type == kStatistics) return NoRecord{};
  if (type != kFlowRecord) return PassedOver{kind_of(type)};
  if (!has(record, kRecordHeaderBytes)) return damage("the header of the record is cut off");
  return add_flow(record);
}

NfdumpOutcome NfdumpDecoder::add_flow(ByteSpan record) {
  const auto count = read_le<std::uint16_t>(record, 4);
  // Firewalls and translators report one connection several times.
  if ((record[10] & kEventFlag) != 0) return PassedOver{"firewall or NAT event"};
  FlowExtensions extensions;
  ByteSpan rest = record.subspan(kRecordHeaderBytes);
  for (std::uint16_t i = 0; i < count; ++i) {
    const ByteSpan extension = first_nfdump_record(rest);  // the same header as that of records
    if (extension.empty())
      return damage(fmt::format("extension {} of {} is cut off", i + 1, count));
    const auto type = read_le<std::uint16_t>(extension, 0);
    const ByteSpan value = extension.subspan(kAnyHeaderBytes);
    if (value.size() < least_bytes_of(type))
      return damage(fmt::format("an extension of type {} has {} bytes", type, value.size()));
    unknown_extensions_ += type > kLastKnownExtension || type == 0 ? 1 : 0;
    extensions.take(type, value);
    rest = rest.subspan(extension.size());
  }
  std::optional<FlowRecord> flow = extensions.finish();
  if (!flow) return PassedOver{"record without two addresses"};
  return std::move(*flow);
}

}  // namespace vedette
