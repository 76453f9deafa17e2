// SPDX-License-Identifier: Apache-2.0
#include "records/zeek_conn.hpp"

#include "records/field_reader.hpp"
#include "records/flow_facts.hpp"

namespace vedette {
namespace {

/// Positions in kZeekFields.
enum ZeekField : std::size_t {
  kTs, kOrigHost, kOrigPort, kRespHost, kRespPort, kProto, kDuration, kOrigBytes, kRespBytes,
  kConnState, kHistory, kOrigPackets, kRespPackets, kOrigIpBytes, kRespIpBytes, kMissedBytes,
  kIpProto, kLabel, kDetailedLabel, kDetailedDash, kDetailedUnderscore
};

constexpr std::uint64_t kMostPort = 65'535;

struct HistoryEvent {
  char letter;
  std::uint16_t event;
};

/// Letters of `history`: upper case is the originator's. A pure ACK forward is the third packet of
/// a handshake only after a SYN and ACK, as are data and FIN, which carry an ACK too.
constexpr HistoryEvent kHistoryEvents[] = {
    {'S', kFwdSyn}, {'h', kBwdSynAck}, {'s', kBwdSyn}, {'F', kFwdFin},
    {'f', kBwdFin}, {'R', kFwdRst},    {'r', kBwdRst}};

bool opens(char letter) { return letter == 'S' || letter == 's' || letter == 'h' || letter == 'H'; }

std::uint16_t events_of_history(std::string_view history) {
  unsigned events = 0;
  for (const char letter : history) {
    for (const HistoryEvent& row : kHistoryEvents)
      if (row.letter == letter) events |= row.event;
    const bool acknowledges = letter == 'A' || letter == 'D' || letter == 'F';
    if (acknowledges && (events & kBwdSynAck) != 0) events |= kFwdAck;
  }
  // '^' says that Zeek turned the connection round; it is no packet.
  const std::size_t first = history.find_first_not_of('^');
  if (first != std::string_view::npos && !opens(history[first])) events |= kMidstream;
  return static_cast<std::uint16_t>(events);
}

struct StateEvents {
  std::string_view state;
  unsigned events;
};

constexpr unsigned kOpened = kFwdSyn | kBwdSynAck | kFwdAck;

/// What conn_state alone tells, for logs without history.
constexpr StateEvents kStates[] = {
    {"S0", kFwdSyn},
    {"S1", kOpened},
    {"S2", kOpened | kFwdFin},
    {"S3", kOpened | kBwdFin},
    {"SF", kOpened | kFwdFin | kBwdFin},
    {"REJ", kFwdSyn | kBwdRst},
    {"RSTO", kOpened | kFwdRst},
    {"RSTR", kOpened | kBwdRst},
    {"RSTOS0", kFwdSyn | kFwdRst},
    {"RSTRH", kBwdSynAck | kBwdRst},
    {"SH", kFwdSyn | kFwdFin},
    {"SHR", kBwdSynAck | kBwdFin},
    {"OTH", kMidstream},
};

std::uint16_t events_of_state(std::string_view state) {
  for (const StateEvents& row : kStates)
    if (row.state == state) return static_cast<std::uint16_t>(row.events);
  return 0;
}

/// Zeek writes the type as the originator's port, and as the responder's the code or, for types
/// that come in pairs of question and answer, the other type; those have no code but 0.
void set_icmp(Flow& flow, std::uint64_t type, std::uint64_t other) {
  constexpr std::string_view kPairedV4 = "\x00\x08\x09\x0a\x0d\x0e\x0f\x10\x11\x12";
  const bool v4 = flow.key.protocol == kIcmp;
  const bool paired = v4 ? std::string_view(kPairedV4.data(), 10).find(static_cast<char>(type)) !=
                               std::string_view::npos
                         : type >= 128 && type <= 145 && type != 132 && type != 137 && type != 138;
  flow.icmp_type = static_cast<std::uint8_t>(type);
  flow.icmp_code = paired ? 0 : static_cast<std::uint8_t>(other);
}

Endpoint endpoint(FieldReader& fields, std::size_t host, std::size_t port) {
  return {fields.address(host), static_cast<std::uint16_t>(fields.count(port, kMostPort))};
}

std::uint8_t protocol_of(FieldReader& fields) {
  if (fields.has(kIpProto)) return static_cast<std::uint8_t>(fields.count(kIpProto, 255));
  return fields.text(kProto) == "unknown_transport" ? std::uint8_t{0} : fields.protocol(kProto);
}

void set_side(Side& side, FieldReader& fields, ZeekField packets, ZeekField ip_bytes,
              ZeekField payload) {
  side.packets = fields.count_or_zero(packets);
  side.ip_bytes = fields.count_or_zero(ip_bytes);
  side.payload.sum = fields.count_or_zero(payload);
}

/// Zeek leaves the byte counts out when a connection is over in no time. For TCP the history still
/// tells when there was no payload.
bool payload_is_known(FieldReader& fields, const Flow& flow) {
  if (fields.has(kOrigBytes) && fields.has(kRespBytes)) return true;
  return flow.key.protocol == kTcp && fields.has(kHistory) &&
         fields.text(kHistory).find_first_of("Dd") == std::string_view::npos;
}

Facets lacking(FieldReader& fields, const Flow& flow) {
  Facets lacks = 0;
  if (!payload_is_known(fields, flow)) lacks |= kPayloadSums;
  if (!fields.has(kOrigPackets) || !fields.has(kRespPackets)) lacks |= kPacketCounts | kPacketTotal;
  if (!fields.has(kOrigIpBytes) || !fields.has(kRespIpBytes)) lacks |= kIpSums;
  if (!fields.has(kHistory) && !fields.has(kConnState)) lacks |= kTcpState;
  return lacks;
}

TimeNs start_of(FieldReader& fields) {
  // JSON logs hold seconds, or milliseconds or ISO 8601 where Zeek is told so; seconds as large as
  // milliseconds are past the year 2262.
  const std::string_view text = fields.text(kTs);
  for (const TimeFormat format : {TimeFormat::seconds, TimeFormat::milliseconds})
    if (const auto time = parse_timestamp(text, format)) return *time;
  return fields.time(kTs, TimeFormat::iso8601);
}

std::string label_of(FieldReader& fields, ZeekLabel label) {
  if (label == ZeekLabel::plain) return std::string(fields.text(kLabel));
  for (const ZeekField field : {kDetailedLabel, kDetailedDash, kDetailedUnderscore})
    if (fields.has(field)) return std::string(fields.text(field));
  return {};
}

}  // namespace

LineOutcome zeek_flow(std::span<const std::string_view> texts, ZeekLabel label) {
  FieldReader fields(kZeekFields, texts);
  const TimeNs first = start_of(fields);
  const Endpoint from = endpoint(fields, kOrigHost, kOrigPort);
  const Endpoint to = endpoint(fields, kRespHost, kRespPort);
  FlowRecord record;
  record.flow = flow_between({from, to, protocol_of(fields)});
  Flow& flow = record.flow;
  if (flow.key.protocol == kIcmp || flow.key.protocol == kIcmpv6)
    set_icmp(flow, fields.count(kOrigPort, 255), fields.count(kRespPort, 255));
  set_side(flow.forward, fields, kOrigPackets, kOrigIpBytes, kOrigBytes);
  set_side(flow.backward, fields, kRespPackets, kRespIpBytes, kRespBytes);
  if (flow.key.protocol == kTcp)
    flow.tcp_events = fields.has(kHistory) ? events_of_history(fields.text(kHistory))
                                           : events_of_state(fields.text(kConnState));
  if (!set_times(flow, first, fields.span_ns(kDuration)))
    fields.fail(kDuration, "out_of_range", "the connection is outside the years 1828 to 2112");
  if (fields.fault()) return *fields.fault();
  record.lacks = lacking(fields, flow);
  record.reported = flow.last;
  record.label = label_of(fields, label);
  return record;
}

}  // namespace vedette
