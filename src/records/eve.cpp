// SPDX-License-Identifier: Apache-2.0
#include "records/eve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "data/text.hpp"
#include "records/field_reader.hpp"
#include "records/flow_facts.hpp"
#include "records/json_fields.hpp"

namespace vedette {
namespace {

constexpr std::array<std::string_view, 32> kPaths{
    "event_type",          "timestamp",           "src_ip",           "src_port",
    "dest_ip",             "dest_port",           "proto",            "icmp_type",
    "icmp_code",           "direction",           "flow.pkts_toserver", "flow.pkts_toclient",
    "flow.bytes_toserver", "flow.bytes_toclient", "flow.start",       "flow.end",
    "flow.state",          "flow.reason",         "flow.src_ip",      "flow.src_port",
    "flow.dest_ip",        "flow.dest_port",      "tcp.tcp_flags_ts", "tcp.tcp_flags_tc",
    "netflow.pkts",        "netflow.bytes",       "netflow.start",    "netflow.end",
    "netflow.min_ttl",     "netflow.max_ttl",     "alert.signature",  "alert.category"};

/// Positions in kPaths.
enum EveField : std::size_t {
  kEventType, kTimestamp, kSrcIp, kSrcPort, kDestIp, kDestPort, kProto, kIcmpType, kIcmpCode,
  kDirection, kPktsToServer, kPktsToClient, kBytesToServer, kBytesToClient, kFlowStart, kFlowEnd,
  kFlowState, kFlowReason, kFlowSrcIp, kFlowSrcPort, kFlowDestIp, kFlowDestPort, kFlagsToServer,
  kFlagsToClient, kNetflowPkts, kNetflowBytes, kNetflowStart, kNetflowEnd, kMinTtl, kMaxTtl,
  kSignature, kCategory
};
static_assert(kPaths.size() == kCategory + 1);

constexpr Facets kEveAlways =
    kTimes | kPacketCounts | kPacketTotal | kWireSums | kIcmpKind | kHosts;

/// Which fields name the two ends.
struct EndFields {
  EveField from_ip = kSrcIp;
  EveField from_port = kSrcPort;
  EveField to_ip = kDestIp;
  EveField to_port = kDestPort;
};

/// The addresses of an alert are those of its packet, which may have come from the server; newer
/// versions give those of the flow too.
EndFields ends_of_alert(const FieldReader& fields) {
  if (fields.has(kFlowSrcIp)) return {kFlowSrcIp, kFlowSrcPort, kFlowDestIp, kFlowDestPort};
  if (fields.text(kDirection) == "to_client") return {kDestIp, kDestPort, kSrcIp, kSrcPort};
  return {};
}

Endpoint endpoint(FieldReader& fields, EveField ip, EveField port) {
  return {fields.address(ip), static_cast<std::uint16_t>(fields.count_or_zero(port, 65'535))};
}

Flow start_flow(FieldReader& fields, const EndFields& ends) {
  const Endpoint from = endpoint(fields, ends.from_ip, ends.from_port);
  const Endpoint to = endpoint(fields, ends.to_ip, ends.to_port);
  Flow flow = flow_between({from, to, fields.protocol(kProto)});
  flow.icmp_type = static_cast<std::uint8_t>(fields.count_or_zero(kIcmpType, 255));
  flow.icmp_code = static_cast<std::uint8_t>(fields.count_or_zero(kIcmpCode, 255));
  return flow;
}

/// The last time may be before the first by the order in which packets came.
void set_span(Flow& flow, FieldReader& fields, EveField start, EveField end) {
  const TimeNs first = fields.time(start, TimeFormat::iso8601);
  const TimeNs last = std::max(first, fields.time(end, TimeFormat::iso8601));
  if (!set_times(flow, first, static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first)))
    fields.fail(end, "out_of_range", "the flow is outside the years 1828 to 2112");
}

void set_flow_counts(Flow& flow, FieldReader& fields) {
  flow.forward.packets = fields.count(kPktsToServer);
  flow.backward.packets = fields.count(kPktsToClient);
  flow.forward.wire_bytes = fields.count(kBytesToServer);
  flow.backward.wire_bytes = fields.count(kBytesToClient);
}

EndReason reason_of(const FieldReader& fields) {
  if (fields.text(kFlowState) == "closed") return EndReason::closed;
  if (fields.text(kFlowReason) == "timeout") return EndReason::idle;
  return fields.text(kFlowReason) == "forced" ? EndReason::evicted : EndReason::finished;
}

FlowRecord of_flow(FieldReader& fields) {
  FlowRecord record{.flow = start_flow(fields, {})};
  Flow& flow = record.flow;
  set_span(flow, fields, kFlowStart, kFlowEnd);
  set_flow_counts(flow, fields);
  flow.end = reason_of(fields);
  if (!fields.has(kFlowReason)) record.lacks |= kEndReason;
  if (flow.key.protocol != kTcp) return record;
  const FlagUnions flags{static_cast<std::uint8_t>(fields.hex_or_zero(kFlagsToServer, 0xff)),
                         static_cast<std::uint8_t>(fields.hex_or_zero(kFlagsToClient, 0xff))};
  flow.tcp_events = events_of(flags);
  // Suricata writes zeros for connections that it did not follow.
  if (flags.forward == 0 && flags.backward == 0) {
    flow.tcp_events = 0;
    record.lacks |= kTcpState;
  }
  return record;
}

FlowRecord of_netflow(FieldReader& fields) {
  FlowRecord record{.flow = start_flow(fields, {})};
  Flow& flow = record.flow;
  set_span(flow, fields, kNetflowStart, kNetflowEnd);
  flow.forward.packets = fields.count(kNetflowPkts);
  flow.forward.wire_bytes = fields.count(kNetflowBytes);
  if (!fields.has(kMinTtl) || !fields.has(kMaxTtl)) record.lacks |= kTtl;
  flow.forward.least_ttl = static_cast<std::uint8_t>(fields.count_or_zero(kMinTtl, 255));
  flow.forward.most_ttl = static_cast<std::uint8_t>(fields.count_or_zero(kMaxTtl, 255));
  return record;
}

FlowRecord of_alert(FieldReader& fields, EveLabel label) {
  FlowRecord record{.flow = start_flow(fields, ends_of_alert(fields))};
  set_span(record.flow, fields, kFlowStart, kTimestamp);
  set_flow_counts(record.flow, fields);
  record.flow.end = EndReason::so_far;
  if (label == EveLabel::category) record.label = fields.text(kCategory);
  if (label == EveLabel::signature) record.label = fields.text(kSignature);
  return record;
}

class EveParser final : public LineParser {
 public:
  explicit EveParser(const EveOptions& options)
      : options_(options), fields_(kPaths) {}

  LineOutcome parse(std::string_view line) override {
    if (auto fault = fields_.parse(line)) return std::move(*fault);
    FieldReader fields(kPaths, fields_.texts());
    const std::string_view type = fields.text(kEventType);
    if (type.empty()) return LineFault{"event_type", {"missing_value", "the event has no type"}};
    if (type != name_of(options_.events)) return PassedOver{fmt::format("{} event", type)};
    // An alert of a packet that belongs to no flow, such as a decoder's.
    if (options_.events == EveEvents::alert && !fields.has(kFlowStart))
      return PassedOver{"alert event without a flow"};
    FlowRecord record = read(fields);
    if (fields.fault()) return *fields.fault();
    record.reported = record.flow.last;
    return record;
  }

  Facets known() const override {
    switch (options_.events) {
      case EveEvents::flow:
        return kEveAlways | kTcpState | kEndReason;
      case EveEvents::netflow:
        return kEveAlways | kTtl;
      case EveEvents::alert:
        return kEveAlways | kEndReason;
    }
    return 0;
  }
  bool has_labels() const override {
    return options_.events == EveEvents::alert && options_.label != EveLabel::none;
  }

 private:
  static std::string_view name_of(EveEvents events) {
    constexpr std::string_view kNames[] = {"flow", "netflow", "alert"};
    return kNames[static_cast<std::size_t>(events)];
  }

  FlowRecord read(FieldReader& fields) const {
    switch (options_.events) {
      case EveEvents::flow:
        return of_flow(fields);
      case EveEvents::netflow:
        return of_netflow(fields);
      case EveEvents::alert:
        return of_alert(fields, options_.label);
    }
    return {};
  }

  EveOptions options_;
  JsonFields fields_;
};

}  // namespace

std::unique_ptr<LineParser> eve_parser(const EveOptions& options) {
  return std::make_unique<EveParser>(options);
}

bool is_eve(std::string_view start) {
  const std::string_view line = trim(start.substr(0, start.find('\n')));
  return line.starts_with('{') && line.find("\"event_type\"") != std::string_view::npos &&
         line.find("\"timestamp\"") != std::string_view::npos;
}

}  // namespace vedette
