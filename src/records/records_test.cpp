// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "features/flow_table.hpp"
#include "records/argus.hpp"
#include "records/eve.hpp"
#include "records/flow_facts.hpp"
#include "records/zeek.hpp"

namespace vedette {
namespace {

/// Parsers may look past the end of a line.
LineOutcome parse(LineParser& parser, std::string line) {
  const std::size_t size = line.size();
  line.append(LineParser::kPadding, '\0');
  return parser.parse(std::string_view(line).substr(0, size));
}

FlowRecord flow_of(LineParser& parser, const std::string& line) {
  LineOutcome outcome = parse(parser, line);
  if (const auto* fault = std::get_if<LineFault>(&outcome))
    ADD_FAILURE() << fault->column << ": " << fault->reason.message;
  return std::holds_alternative<FlowRecord>(outcome) ? std::get<FlowRecord>(outcome) : FlowRecord{};
}

std::string zeek(const std::string& proto, const std::string& rest) {
  return R"({"ts":1.5,"id.orig_h":"10.0.0.1","id.orig_p":8,"id.resp_h":"10.0.0.2","id.resp_p":0,)"
         R"("proto":")" + proto + "\"" + rest + "}";
}

TEST(Zeek, history_and_state_tell_how_far_a_connection_came) {
  struct Case {
    std::string history;
    std::string state;
  };
  const Case cases[] = {{"S", "S0"},          {"Sr", "REJ"},        {"ShADadFf", "SF"},
                        {"ShADadR", "RSTO"},  {"ShADadr", "RSTR"},  {"ShADad", "S1"},
                        {"ShADadF", "S2"},    {"ShADadf", "S3"},    {"SF", "SH"},
                        {"SR", "RSTOS0"},     {"hr", "RSTRH"},      {"hf", "SHR"},
                        {"DTaT", "OTH"},      {"^dD", "OTH"}};
  const auto parser = zeek_json_parser(ZeekLabel::plain);
  for (const Case& one : cases) {
    const FlowRecord by_history =
        flow_of(*parser, zeek("tcp", R"(,"history":")" + one.history + "\""));
    EXPECT_EQ(connection_state(by_history.flow), one.state) << one.history;
    const FlowRecord by_state =
        flow_of(*parser, zeek("tcp", R"(,"conn_state":")" + one.state + "\""));
    EXPECT_EQ(connection_state(by_state.flow), one.state);
  }
}

TEST(Zeek, a_handshake_is_complete_only_with_its_third_packet) {
  const auto parser = zeek_json_parser(ZeekLabel::plain);
  const auto events = [&](const std::string& history) {
    return flow_of(*parser, zeek("tcp", R"(,"history":")" + history + "\"")).flow.tcp_events;
  };
  EXPECT_EQ(events("Sh") & kFwdAck, 0);
  EXPECT_EQ(events("ShR") & kFwdAck, 0);
  EXPECT_NE(events("ShA") & kFwdAck, 0);
  EXPECT_NE(events("ShD") & kFwdAck, 0);
}

TEST(Zeek, what_an_entry_leaves_out_is_lacking_and_not_zero) {
  const auto parser = zeek_json_parser(ZeekLabel::plain);
  EXPECT_EQ(flow_of(*parser, zeek("udp", R"(,"history":"D")")).lacks,
            kPayloadSums | kPacketCounts | kPacketTotal | kIpSums);
  // A lone SYN has no payload, or the history would say so.
  const std::string counts = R"(,"orig_pkts":1,"resp_pkts":0,"orig_ip_bytes":60,"resp_ip_bytes":0)";
  EXPECT_EQ(flow_of(*parser, zeek("tcp", R"(,"history":"S")" + counts)).lacks, 0U);
  EXPECT_EQ(flow_of(*parser, zeek("tcp", R"(,"history":"SD")" + counts)).lacks, kPayloadSums);
}

TEST(Zeek, the_ports_of_icmp_are_its_type_and_code) {
  const auto parser = zeek_json_parser(ZeekLabel::plain);
  const Flow ping = flow_of(*parser, zeek("icmp", "")).flow;
  EXPECT_EQ(ping.key.protocol, kIcmp);
  EXPECT_EQ(ping.icmp_type, 8);
  EXPECT_EQ(ping.icmp_code, 0);
  EXPECT_EQ(ping.initiator().port, 0);
  const Flow six =
      flow_of(*parser, R"({"ts":1,"id.orig_h":"fe80::1","id.orig_p":128,"id.resp_h":"fe80::2",)"
                       R"("id.resp_p":129,"proto":"icmp"})")
          .flow;
  EXPECT_EQ(six.key.protocol, kIcmpv6);
  EXPECT_EQ(six.icmp_type, 128);
  EXPECT_EQ(six.icmp_code, 0);
}

TEST(Zeek, takes_every_form_of_time_and_drops_the_noise_of_doubles) {
  const auto parser = zeek_json_parser(ZeekLabel::plain);
  for (const std::string ts : {"1700828217.25", "1700828217250", "\"2023-11-24T12:16:57.25Z\""}) {
    std::string line = zeek("tcp", R"(,"duration":0.20696377754211426)");
    line.replace(line.find("1.5"), 3, ts);
    const Flow flow = flow_of(*parser, line).flow;
    EXPECT_EQ(flow.first, 1'700'828'217'250'000'000) << ts;
    EXPECT_EQ(flow.duration_ns(), 206'964'000U);
  }
}

const std::string kFields =
    "#fields|ts|id.orig_h|id.orig_p|id.resp_h|id.resp_p|proto|duration|history|label";

TEST(Zeek, text_is_split_as_its_header_says) {
  const auto parser = zeek_text_parser(ZeekLabel::plain);
  for (const std::string line : {"#separator \\x7c", "#set_separator|,", "#unset_field|NONE"})
    EXPECT_TRUE(std::holds_alternative<NoRecord>(parse(*parser, line)));
  static_cast<void>(parse(*parser, kFields));
  const FlowRecord record =
      flow_of(*parser, "1.5|10.0.0.1|4000|10.0.0.2|80|tcp|NONE|Sr|Bad\\x7c1");
  EXPECT_EQ(record.label, "Bad|1");
  EXPECT_EQ(record.flow.duration_ns(), 0U);
  EXPECT_EQ(parser->known() & (kPayloadSums | kPacketCounts | kIpSums), 0U);
  EXPECT_TRUE(parser->has_labels());
}

TEST(Zeek, a_later_header_with_other_fields_counts_and_stays_with_its_rows) {
  const auto parser = zeek_text_parser(ZeekLabel::plain);
  static_cast<void>(parse(*parser, "#separator |"));
  static_cast<void>(parse(*parser, kFields));
  static_cast<void>(flow_of(*parser, "1.5|10.0.0.1|4000|10.0.0.2|80|tcp|1|Sr|a"));
  EXPECT_EQ(parser->header(), "#separator |\n" + kFields + "\n");
  EXPECT_EQ(parser->own_header(), "");
  const std::string other = "#fields|proto|ts|id.orig_h|id.orig_p|id.resp_h|id.resp_p|duration";
  static_cast<void>(parse(*parser, "#separator |"));
  static_cast<void>(parse(*parser, other));
  EXPECT_EQ(flow_of(*parser, "udp|1.5|10.0.0.1|53|10.0.0.2|53|2").flow.key.protocol, kUdp);
  EXPECT_EQ(parser->own_header(), "#separator |\n" + other + "\n");
}

TEST(Zeek, labels_behind_the_last_field_may_be_set_apart_by_blanks) {
  const auto parser = zeek_text_parser(ZeekLabel::detailed);
  static_cast<void>(parse(*parser, "#separator |"));
  static_cast<void>(parse(*parser, "#fields|ts|id.orig_h|id.orig_p|id.resp_h|id.resp_p|proto|"
                                   "duration|tunnel_parents   label   detailed-label"));
  const FlowRecord record =
      flow_of(*parser, "1|10.0.0.1|1|10.0.0.2|2|udp|-|(empty)   Malicious   C&C");
  EXPECT_EQ(record.label, "C&C");
}

TEST(Zeek, other_logs_are_passed_over) {
  const auto parser = zeek_text_parser(ZeekLabel::plain);
  static_cast<void>(parse(*parser, "#path\tdns"));
  static_cast<void>(parse(*parser, "#fields\tts\tquery"));
  EXPECT_EQ(std::get<PassedOver>(parse(*parser, "1\texample.org")).kind, "dns.log");
  EXPECT_EQ(parser->known(), 0U);
}

TEST(Flows, unions_of_flags_tell_the_state) {
  struct Case {
    FlagUnions flags;
    std::string_view state;
  };
  const Case cases[] = {{{kSyn, 0}, "S0"},
                        {{kSyn, kRst | kAck}, "REJ"},
                        {{kSyn | kAck | kFin, kSyn | kAck | kFin}, "SF"},
                        {{kSyn | kAck | kRst, kSyn | kAck}, "RSTO"},
                        {{kAck, kAck}, "OTH"}};
  for (const Case& one : cases) {
    Flow flow;
    flow.key.protocol = kTcp;
    flow.tcp_events = events_of(one.flags);
    EXPECT_EQ(connection_state(flow), one.state);
  }
}

std::string eve(const std::string& type, const std::string& rest) {
  return R"({"timestamp":"2021-06-06T16:00:09.5+0200","event_type":")" + type +
         R"(","src_ip":"10.0.0.1","src_port":4000,"dest_ip":"10.0.0.2","dest_port":80,)"
         R"("proto":"TCP")" + rest + "}";
}

TEST(Eve, an_alert_of_an_answer_is_turned_round) {
  const auto parser = eve_parser({EveEvents::alert, EveLabel::signature});
  const std::string flow =
      R"("flow":{"pkts_toserver":3,"pkts_toclient":2,"bytes_toserver":200,"bytes_toclient":120,)"
      R"("start":"2021-06-06T16:00:09.0+0200"})";
  const FlowRecord record = flow_of(
      *parser, eve("alert", R"(,"direction":"to_client","alert":{"signature":"ET X"},)" + flow));
  EXPECT_EQ(to_string(record.flow.initiator().address), "10.0.0.2");
  EXPECT_EQ(record.flow.forward.packets, 3U);
  EXPECT_EQ(record.flow.duration_ns(), 500'000'000U);
  EXPECT_EQ(record.flow.end, EndReason::so_far);
  EXPECT_EQ(record.label, "ET X");
}

TEST(Eve, netflow_events_are_one_direction) {
  const auto parser = eve_parser({EveEvents::netflow, EveLabel::none});
  const FlowRecord record = flow_of(
      *parser, eve("netflow", R"(,"netflow":{"pkts":7,"bytes":500,"min_ttl":60,"max_ttl":64,)"
                              R"("start":"2021-06-06T16:00:00.0+0200",)"
                              R"("end":"2021-06-06T16:00:01.0+0200"})"));
  EXPECT_EQ(record.flow.forward.packets, 7U);
  EXPECT_EQ(record.flow.backward.packets, 0U);
  EXPECT_EQ(record.flow.forward.least_ttl, 60);
  EXPECT_EQ(parser->known() & kTcpState, 0U);
}

TEST(Eve, faults_name_their_field) {
  const auto parser = eve_parser({});
  EXPECT_EQ(std::get<LineFault>(parse(*parser, eve("flow", ""))).column, "flow.start");
  EXPECT_EQ(std::get<LineFault>(parse(*parser, R"({"timestamp":"x"})")).column, "event_type");
  EXPECT_EQ(std::get<LineFault>(parse(*parser, "{")).reason.rule, "not_json");
}

TEST(Argus, without_a_split_only_totals_are_known) {
  const auto parser = argus_parser({.utc_offset_minutes = 60});
  static_cast<void>(parse(*parser, "StartTime,Dur,Proto,SrcAddr,DstAddr,TotPkts,TotBytes"));
  EXPECT_EQ(parser->known(), kTimes | kPacketTotal | kHosts);
  const FlowRecord record =
      flow_of(*parser, "1970/01/01 01:00:08.5,2,udp,10.0.0.1,10.0.0.2,5,500");
  EXPECT_EQ(record.flow.first, 8'500'000'000);
  EXPECT_EQ(record.flow.packets(), 5U);
}

TEST(Argus, more_from_the_source_than_in_all_is_a_fault) {
  const auto parser = argus_parser({});
  static_cast<void>(
      parse(*parser, "StartTime,Dur,Proto,SrcAddr,DstAddr,TotPkts,TotBytes,SrcBytes"));
  const LineOutcome outcome =
      parse(*parser, "2011/08/10 09:46:53,2,udp,10.0.0.1,10.0.0.2,5,500,501");
  EXPECT_EQ(std::get<LineFault>(outcome).column, "SrcBytes");
}

}  // namespace
}  // namespace vedette
