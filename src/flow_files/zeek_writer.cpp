// SPDX-License-Identifier: Apache-2.0
// Connections in the form of Zeek's conn.log.
#include <fmt/format.h>

#include <utility>

#include "features/flow_table.hpp"
#include "flow_files/flow_writer.hpp"
#include "net/protocol_names.hpp"

namespace vedette {
namespace {

constexpr std::string_view kFields =
    "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\t"
    "resp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
    "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\tcommunity_id";
constexpr std::string_view kTypes =
    "time\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\t"
    "bool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]\tstring";

std::string uid_of(const Flow& flow) {
  constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string uid = "C";
  for (std::uint64_t rest = flow_number(flow); rest > 0; rest /= kDigits.size())
    uid += kDigits[rest % kDigits.size()];
  return uid;
}

/// Events without their order: the letters that a side has earned, upper case for the initiator.
std::string history_of(const Flow& flow) {
  std::string text;
  const auto add = [&text, &flow](unsigned event, char letter) {
    if ((flow.tcp_events & event) != 0) text += letter;
  };
  add(kFwdSyn, 'S');
  add(kBwdSyn, 's');
  add(kBwdSynAck, 'h');
  add(kFwdAck, 'A');
  if (flow.forward.payload.nonzero > 0) text += 'D';
  if (flow.backward.payload.nonzero > 0) text += 'd';
  add(kFwdFin, 'F');
  add(kBwdFin, 'f');
  add(kFwdRst, 'R');
  add(kBwdRst, 'r');
  return text.empty() ? "-" : text;
}

std::string seconds(std::int64_t ns) {
  const std::int64_t us = ns / 1'000;
  return fmt::format("{}.{:06}", us / 1'000'000, us % 1'000'000);
}

/// ICMP has its type and code where the ports are.
std::pair<unsigned, unsigned> ports_of(const Flow& flow) {
  if (flow.key.protocol == kIcmp || flow.key.protocol == kIcmpv6)
    return {flow.icmp_type, flow.icmp_code};
  return {flow.initiator().port, flow.responder().port};
}

class ZeekWriter final : public FlowWriter {
 public:
  explicit ZeekWriter(const FlowWriterOptions& options) : labelled_(options.labelled) {
    pending_ = fmt::format(
        "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n"
        "#path\tconn\n#fields\t{}{}\n#types\t{}{}\n",
        kFields, labelled_ ? "\tlabel" : "", kTypes, labelled_ ? "\tstring" : "");
  }

  void add(const FlowRow& row) override {
    const Flow& flow = row.flow;
    const auto [orig_port, resp_port] = ports_of(flow);
    const bool one_packet = flow.packets() < 2;
    pending_ += fmt::format(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t-\t{}\t{}\t{}\t{}\t-\t-\t0\t{}\t{}\t{}\t{}\t{}\t(empty)\t{}",
        seconds(flow.first), uid_of(flow), to_string(flow.initiator().address), orig_port,
        to_string(flow.responder().address), resp_port, zeek_protocol(flow.key.protocol),
        one_packet ? "-" : seconds(static_cast<std::int64_t>(flow.duration_ns())),
        flow.forward.payload.sum, flow.backward.payload.sum, connection_state(flow),
        history_of(flow), flow.forward.packets, flow.forward.ip_bytes, flow.backward.packets,
        flow.backward.ip_bytes,
        community_id(flow.initiator(), flow.responder(), flow.key.protocol,
                     {flow.icmp_type, flow.icmp_code}));
    if (labelled_) pending_ += fmt::format("\t{}", row.label);
    pending_ += '\n';
  }

  std::string_view bytes() override { return pending_; }
  void clear() override { pending_.clear(); }
  std::string end() override { return "#close\n"; }

 private:
  bool labelled_;
  std::string pending_{};
};

}  // namespace

FlowFormat zeek_flow_format() {
  return {"zeek", "Zeek's conn.log", false, false,
          [](const FlowWriterOptions& options) -> std::unique_ptr<FlowWriter> {
            return std::make_unique<ZeekWriter>(options);
          }};
}

}  // namespace vedette
