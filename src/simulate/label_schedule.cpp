// SPDX-License-Identifier: Apache-2.0
#include "simulate/label_schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/protocol_names.hpp"

namespace vedette {
namespace {

constexpr std::string_view kHeader =
    "label,start,end,protocol,initiator,initiator_port,responder,responder_port,attempted\n";

bool is_icmp(std::uint8_t protocol) {
  return protocol == kIcmp || protocol == kIcmpv6;
}

struct Span {
  TimeNs first = 0;
  TimeNs last = 0;
};

template <class Predicate>
std::optional<Span> span_of(const std::vector<TimedFrame>& frames, TimeNs end,
                            const Predicate& counts) {
  std::optional<Span> span;
  for (const TimedFrame& frame : frames) {
    if (frame.time >= end || !counts(frame)) continue;
    if (!span) span = Span{frame.time, frame.time};
    span->last = frame.time;  // frames stand in order of time
  }
  return span;
}

LabelPattern pattern_of(const Ends& ends, std::uint8_t protocol) {
  const bool ports = protocol == kTcp || protocol == kUdp;
  return {.protocol = protocol_name(protocol),
          .initiator = to_string(ends.client_address()),
          .initiator_port = ports ? std::to_string(ends.client_port) : "*",
          .responder = to_string(ends.server_address()),
          .responder_port = ports ? std::to_string(ends.server_port) : "*"};
}

/// An ICMP error goes from the server, or the router, back to the client.
LabelPattern error_pattern_of(const Conversation& call, std::uint8_t protocol) {
  LabelPattern pattern = pattern_of(call.ends, protocol);
  std::swap(pattern.initiator, pattern.responder);
  if (call.listener == Listener::unreachable)
    pattern.initiator = to_string(call.ends.use_ipv6() ? *call.router->ipv6 : call.router->ipv4);
  return pattern;
}

}  // namespace

void LabelSchedule::add(const Conversation& call, const std::vector<TimedFrame>& frames, TimeNs end,
                        const std::string& label, AttemptRule attempted) {
  if (frames.empty()) return;
  const std::uint8_t own = frames.front().protocol;
  const auto add_row = [&](LabelPattern pattern, std::optional<Span> span) {
    if (!span) return;
    pattern.label = label;
    pattern.attempted = attempted;
    rows_.push_back({std::move(pattern), span->first, span->last});
  };
  add_row(pattern_of(call.ends, own),
          span_of(frames, end, [&](const TimedFrame& f) { return f.protocol == own; }));
  if (is_icmp(own)) return;
  const std::uint8_t error = call.ends.use_ipv6() ? kIcmpv6 : kIcmp;
  add_row(error_pattern_of(call, error),
          span_of(frames, end, [&](const TimedFrame& f) { return f.protocol == error; }));
}

std::size_t LabelSchedule::open_campaign(LabelPattern pattern) {
  campaigns_.push_back({std::move(pattern), std::nullopt});
  return campaigns_.size() - 1;
}

void LabelSchedule::add_to_campaign(std::size_t campaign, const std::vector<TimedFrame>& frames,
                                    TimeNs end) {
  const std::optional<Span> span = span_of(frames, end, [](const TimedFrame&) { return true; });
  if (!span) return;
  Campaign& all = campaigns_[campaign];
  if (!all.row) all.row = LabelRow{all.pattern, span->first, span->last};
  all.row->first = std::min(all.row->first, span->first);
  all.row->last = std::max(all.row->last, span->last);
}

std::vector<LabelRow> LabelSchedule::rows() const {
  std::vector<LabelRow> all = rows_;
  for (const Campaign& campaign : campaigns_)
    if (campaign.row) all.push_back(*campaign.row);
  std::ranges::stable_sort(all, {}, &LabelRow::first);
  return all;
}

std::string LabelSchedule::to_csv() const {
  std::string csv(kHeader);
  for (const LabelRow& row : rows()) {
    const LabelPattern& p = row.pattern;
    csv +=
        fmt::format("{},{},{},{},{},{},{},{},{}\n", p.label, format_time(row.first),
                    format_time(row.last), p.protocol, p.initiator, p.initiator_port, p.responder,
                    p.responder_port, p.attempted == AttemptRule::no_payload ? "no_payload" : "");
  }
  return csv;
}

}  // namespace vedette
