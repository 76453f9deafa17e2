// SPDX-License-Identifier: Apache-2.0
// Flow events in Suricata's EVE form: only properties of its published JSON schema.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.hpp"
#include "features/flow_table.hpp"
#include "flow_files/flow_writer.hpp"
#include "net/protocol_names.hpp"

namespace vedette {
namespace {

/// ISO 8601 with microseconds and the offset without a colon.
std::string eve_time(TimeNs time) {
  std::string text = format_time(time);
  text.back() = '+';
  return text + "0000";
}

bool has(const Flow& flow, unsigned events) { return (flow.tcp_events & events) != 0; }

std::string_view flow_state(const Flow& flow) {
  if (flow.key.protocol == kTcp && has(flow, kFwdRst | kBwdRst | kFwdFin | kBwdFin)) return "closed";
  return flow.backward.packets > 0 ? "established" : "new";
}

std::string_view end_reason(const Flow& flow) {
  switch (flow.end) {
    case EndReason::evicted:
    case EndReason::replaced:
      return "forced";
    case EndReason::finished:
      return "shutdown";
    default:
      return "timeout";
  }
}

unsigned flags_of(const Side& side) {
  unsigned flags = 0;
  for (std::size_t bit = 0; bit < side.flags.size(); ++bit)
    if (side.flags[bit] > 0) flags |= 1U << bit;
  return flags;
}

std::string_view tcp_state(const Flow& flow) {
  if (has(flow, kFwdRst | kBwdRst)) return "closed";
  if ((flow.tcp_events & (kFwdFin | kBwdFin)) == (kFwdFin | kBwdFin)) return "closed";
  if (has(flow, kFwdFin)) return "fin_wait1";
  if (has(flow, kBwdFin)) return "close_wait";
  if (has(flow, kFwdAck | kMidstream)) return "established";
  return has(flow, kBwdSynAck) ? "syn_recv" : "syn_sent";
}

Json tcp_part(const Flow& flow) {
  const unsigned forward = flags_of(flow.forward);
  const unsigned backward = flags_of(flow.backward);
  const unsigned both = forward | backward;
  Json tcp = {{"tcp_flags", fmt::format("{:02x}", both)},
              {"tcp_flags_ts", fmt::format("{:02x}", forward)},
              {"tcp_flags_tc", fmt::format("{:02x}", backward)}};
  constexpr std::pair<const char*, unsigned> kNames[] = {{"syn", kSyn}, {"fin", kFin},
                                                         {"rst", kRst}, {"psh", kPsh},
                                                         {"ack", kAck}, {"urg", kUrg},
                                                         {"ecn", kEce}, {"cwr", kCwr}};
  for (const auto& [name, flag] : kNames)
    if ((both & flag) != 0) tcp[name] = true;
  tcp["state"] = tcp_state(flow);
  return tcp;
}

Json flow_part(const Flow& flow) {
  return {{"pkts_toserver", flow.forward.packets},
          {"pkts_toclient", flow.backward.packets},
          {"bytes_toserver", flow.forward.wire_bytes},
          {"bytes_toclient", flow.backward.wire_bytes},
          {"start", eve_time(flow.first)},
          {"end", eve_time(flow.last)},
          {"age", flow.duration_ns() / 1'000'000'000},
          {"state", flow_state(flow)},
          {"reason", end_reason(flow)},
          {"alerted", false}};
}

Json event_of(const FlowRow& row) {
  const Flow& flow = row.flow;
  const bool icmp = flow.key.protocol == kIcmp || flow.key.protocol == kIcmpv6;
  Json event = {{"timestamp", eve_time(row.reported)},
                {"flow_id", flow_number(flow)},
                {"event_type", "flow"}};
  if (flow.vlan != 0) event["vlan"] = Json::array({flow.vlan});
  event["src_ip"] = to_string(flow.initiator().address);
  event["dest_ip"] = to_string(flow.responder().address);
  if (flow.initiator().port != 0 || flow.responder().port != 0) {
    event["src_port"] = flow.initiator().port;
    event["dest_port"] = flow.responder().port;
  }
  event["proto"] = eve_protocol(flow.key.protocol);
  if (icmp) {
    event["icmp_type"] = flow.icmp_type;
    event["icmp_code"] = flow.icmp_code;
  }
  event["community_id"] = community_id(flow.initiator(), flow.responder(), flow.key.protocol,
                                       {flow.icmp_type, flow.icmp_code});
  event["flow"] = flow_part(flow);
  if (!row.label.empty())
    event["metadata"] = {{"flowbits", Json::array({fmt::format("label.{}", row.label)})}};
  if (flow.key.protocol == kTcp) event["tcp"] = tcp_part(flow);
  return event;
}

class EveWriter final : public FlowWriter {
 public:
  void add(const FlowRow& row) override { pending_ += dump_json(event_of(row)) + '\n'; }
  std::string_view bytes() override { return pending_; }
  void clear() override { pending_.clear(); }

 private:
  std::string pending_{};
};

}  // namespace

FlowFormat eve_flow_format() {
  return {"eve", "Suricata's EVE flow events", false, false,
          [](const FlowWriterOptions&) -> std::unique_ptr<FlowWriter> {
            return std::make_unique<EveWriter>();
          }};
}

}  // namespace vedette
