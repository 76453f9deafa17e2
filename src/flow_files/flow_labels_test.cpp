// SPDX-License-Identifier: Apache-2.0
#include "flow_files/flow_labels.hpp"

#include <gmock/gmock.h>

#include "features/conversations_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

constexpr std::string_view kHeader =
    "label,start,end,protocol,initiator,initiator_port,responder,responder_port,attempted\n";
/// The hour of all rows below.
constexpr TimeNs kStart = 1'767'600'000 * kSecond;  // 2026-01-05T08:00:00Z

Result<FlowLabels> read_schedule(const std::string& rows) {
  return FlowLabels::read(
      ByteSource::from_memory(std::string(kHeader) + rows, "lan.labels.csv").value());
}

std::string label_for(const std::string& rows, const std::vector<PacketFacts>& packets) {
  const Result<FlowLabels> labels = read_schedule(rows);
  if (!labels) return to_string(labels.error());
  return std::string(labels->label_of(flow_from(packets)));
}

/// A row that matches everything within the hour but for what is given.
std::string row(const std::string& rest) {
  return "attack,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z," + rest + "\n";
}

/// From 10.0.0.1:40000 to 10.0.1.1:80.
std::vector<PacketFacts> syn(TimeNs time = kStart, std::uint32_t payload = 0) {
  return packets_of({{.time = time, .flags = kSyn, .payload = payload}});
}

struct RuleCase {
  const char* rest;  ///< protocol,initiator,initiator_port,responder,responder_port,attempted
  bool matches;
};

TEST(FlowLabels, match_by_protocol_addresses_blocks_and_ports) {
  const RuleCase cases[] = {
      {"*,*,*,*,*,", true},
      {",,,,,", true},
      {"tcp,10.0.0.1,40000,10.0.1.1,80,", true},
      {"6,10.0.0.1,*,10.0.1.1,*,", true},
      {"udp,10.0.0.1,*,10.0.1.1,*,", false},
      {"17,*,*,*,*,", false},
      {"icmp,*,*,*,*,", false},
      {"icmpv6,*,*,*,*,", false},
      {"sctp,*,*,*,*,", false},
      {"*,10.0.0.2,*,*,*,", false},
      {"*,10.0.0.0/24,*,*,*,", true},
      {"*,10.0.0.0/31,*,*,*,", true},
      {"*,10.0.0.2/31,*,*,*,", false},
      {"*,0.0.0.0/0,*,*,*,", true},
      {"*,2001:db8::/32,*,*,*,", false},
      {"*,*,*,10.0.1.0/24,*,", true},
      {"*,*,*,10.0.0.0/24,*,", false},
      {"*,*,40000-40001,*,80-80,", true},
      {"*,*,39999-40000,*,*,", true},
      {"*,*,1-39999,*,*,", false},
      {"*,*,*,*,81-65535,", false},
      {"*,*,*,*,0-80,", true},
      {"*,10.0.1.1,*,10.0.0.1,*,", false},  // a SYN says who began
  };
  for (const RuleCase& one : cases)
    EXPECT_EQ(label_for(row(one.rest), syn()), one.matches ? "attack" : "benign") << one.rest;
}

TEST(FlowLabels, match_by_the_first_packet_with_both_ends_included) {
  constexpr TimeNs kHour = 3'600 * kSecond;
  const std::string rows = row("*,*,*,*,*,");
  EXPECT_EQ(label_for(rows, syn(kStart - 1)), "benign");
  EXPECT_EQ(label_for(rows, syn(kStart)), "attack");
  EXPECT_EQ(label_for(rows, syn(kStart + kHour)), "attack");
  EXPECT_EQ(label_for(rows, syn(kStart + kHour + 1)), "benign");
  EXPECT_EQ(label_for(rows, packets_of({{.time = kStart + kHour, .flags = kSyn},
                                        {.time = kStart + 2 * kHour}})),
            "attack");
}

TEST(FlowLabels, are_those_of_the_first_row_that_matches) {
  const auto named = [](const std::string& name, const std::string& rest) {
    return name + ",2026-01-05T08:00:00Z,2026-01-05T09:00:00Z," + rest + "\n";
  };
  const std::string exact = named("exact", "tcp,10.0.0.1,40000,10.0.1.1,80,");
  const std::string open = named("open", "*,10.0.0.0/8,*,*,*,");
  const std::string other = named("other", "tcp,10.0.0.9,*,10.0.1.1,*,");
  EXPECT_EQ(label_for(other + exact + open, syn()), "exact");
  EXPECT_EQ(label_for(other + open + exact, syn()), "open");
}

TEST(FlowLabels, try_both_directions_where_the_beginning_was_not_seen) {
  const std::string turned = row("*,10.0.1.1,80,10.0.0.1,40000,");
  EXPECT_EQ(label_for(turned, packets_of({{.time = kStart, .flags = kAck}})), "attack");
  EXPECT_EQ(label_for(turned, packets_of({{.time = kStart, .protocol = kUdp}})), "attack");
  EXPECT_EQ(label_for(turned, syn()), "benign");
  EXPECT_EQ(label_for(turned, packets_of({{.time = kStart, .from_client = false,
                                           .flags = kSyn | kAck}})),
            "benign");
}

TEST(FlowLabels, prefer_the_direction_that_was_seen) {
  const std::string hour = ",2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,";
  const std::string rows = "turned" + hour + "*,10.0.1.1,*,10.0.0.1,*,\n" + "straight" + hour +
                           "*,10.0.0.1,*,10.0.1.1,*,\n";
  EXPECT_EQ(label_for(rows, packets_of({{.time = kStart, .protocol = kUdp}})), "straight");
}

TEST(FlowLabels, tell_attempts_without_payload_of_the_attacker) {
  const std::string rows = row("*,10.0.0.1,*,10.0.1.1,*,no_payload");
  EXPECT_EQ(label_for(rows, syn()), "attack - Attempted");
  EXPECT_EQ(label_for(rows, syn(kStart, 1)), "attack");
  EXPECT_EQ(label_for(row("*,10.0.0.1,*,10.0.1.1,*,"), syn()), "attack");
  const std::string turned = row("*,10.0.1.1,*,10.0.0.1,*,no_payload");
  const PacketShape request{.time = kStart, .protocol = kUdp, .payload = 9};
  EXPECT_EQ(label_for(turned, packets_of({request})), "attack - Attempted")
      << "the payload was not the attacker's";
  const PacketShape answer{.time = kStart, .from_client = false, .protocol = kUdp, .payload = 9};
  EXPECT_EQ(label_for(turned, packets_of({request, answer})), "attack");
}

TEST(FlowLabels, of_an_empty_schedule_are_benign) {
  EXPECT_EQ(label_for("", syn()), "benign");
  EXPECT_EQ(read_schedule("").value().size(), 0U);
}

TEST(FlowLabels, are_the_same_among_many_rows) {
  std::string rows;
  for (int i = 2; i < 250; ++i)
    rows += row("tcp,10.0.0." + std::to_string(i) + ",*,10.0.1.1,*,");
  EXPECT_EQ(label_for(rows, syn()), "benign");
  EXPECT_EQ(label_for(rows + row("tcp,10.0.0.1,*,10.0.1.1,*,"), syn()), "attack");
  EXPECT_EQ(read_schedule(rows).value().size(), 248U);
}

struct ErrorCase {
  const char* row;
  const char* message;
};

TEST(FlowLabels, are_refused_with_the_row_that_is_at_fault) {
  const ErrorCase cases[] = {
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,http,*,*,", "'http' is not a port"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,65536,*,*,", "'65536' is not a port"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,*,*,90-80,", "the range '90-80' is empty"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,*,*,80-,", "'' is not a port"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,tpc,*,*,*,*,", "'tpc' is not a protocol"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,256,*,*,*,*,", "'256' is not a protocol"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,10.0.0,*,*,*,", "10.0.0"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,*,10.0.0.0/33,*,", "10.0.0.0/33"},
      {"x,2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,*,*,*,sometimes",
       "'sometimes' is not a rule for attempts"},
      {"x,2026-01-05T10:00:00Z,2026-01-05T09:00:00Z,*,*,*,*,*,", "a row ends before it starts"},
      {"x,,2026-01-05T09:00:00Z,*,*,*,*,*,", "a row has no start or no end"},
      {",2026-01-05T08:00:00Z,2026-01-05T09:00:00Z,*,*,*,*,*,", "a row has no label"},
      {"x,yesterday,2026-01-05T09:00:00Z,*,*,*,*,*,", "yesterday"},
  };
  for (const ErrorCase& one : cases) {
    const auto labels = read_schedule(row("*,*,*,*,*,") + one.row + "\n");
    ASSERT_FALSE(labels) << one.row;
    EXPECT_EQ(labels.error().code, ErrorCode::malformed) << one.row;
    EXPECT_THAT(labels.error().message, HasSubstr(one.message));
    EXPECT_EQ(labels.error().where.file, "lan.labels.csv") << one.row;
    EXPECT_EQ(labels.error().where.row, 2) << one.row;
  }
}

TEST(FlowLabels, need_the_columns_of_a_schedule) {
  EXPECT_FALSE(FlowLabels::read(ByteSource::from_memory("label,start\nx,y\n", "a.csv").value()));
}

}  // namespace
}  // namespace vedette
