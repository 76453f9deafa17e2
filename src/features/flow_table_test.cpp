// SPDX-License-Identifier: Apache-2.0
#include "features/flow_table.hpp"

#include <gtest/gtest.h>

#include <set>

#include "features/conversations_for_test.hpp"

namespace vedette {
namespace {

struct StateCase {
  const char* state;
  unsigned events;
};

TEST(ConnectionState, speaks_the_words_of_zeek) {
  constexpr unsigned kHandshake = kFwdSyn | kBwdSynAck | kFwdAck;
  const StateCase cases[] = {
      {"S0", kFwdSyn},
      {"SH", kFwdSyn | kFwdFin},
      {"S1", kFwdSyn | kBwdSynAck},
      {"S1", kHandshake},
      {"S2", kHandshake | kFwdFin},
      {"S3", kHandshake | kBwdFin},
      {"SF", kHandshake | kFwdFin | kBwdFin},
      {"REJ", kFwdSyn | kBwdRst},
      {"RSTO", kHandshake | kFwdRst},
      {"RSTR", kHandshake | kBwdRst},
      {"RSTO", kHandshake | kFwdRst | kBwdRst},
      {"RSTOS0", kFwdSyn | kFwdRst},
      {"RSTRH", kBwdSynAck | kBwdRst},
      {"SHR", kBwdSynAck | kBwdFin},
      {"OTH", kBwdSynAck},
      {"OTH", kMidstream},
      {"OTH", kMidstream | kFwdFin | kBwdFin},
      {"OTH", kFwdRst},
      {"OTH", 0},
  };
  for (const StateCase& one : cases) {
    Flow flow;
    flow.key.protocol = kTcp;
    flow.tcp_events = static_cast<std::uint16_t>(one.events);
    EXPECT_EQ(connection_state(flow), one.state) << one.events;
  }
  EXPECT_EQ(connection_state(lone_datagram()), "OTH");
  EXPECT_EQ(connection_state(tcp_conversation()), "SF");
}

TEST(FlowId, is_the_same_for_every_run_and_does_not_change_with_the_release) {
  EXPECT_EQ(flow_id(tcp_conversation()), flow_id(tcp_conversation()));
  EXPECT_EQ(flow_id(tcp_conversation()).size(), 16U);
  EXPECT_EQ(flow_id(lone_datagram()), "59e2f490f80b18ac");
}

TEST(FlowId, differs_for_other_keys_times_pieces_and_early_records) {
  const Flow flow = tcp_conversation();
  std::set<std::string> ids = {flow_id(flow)};
  Flow other = flow;
  other.first += 1;
  ids.insert(flow_id(other));
  other = flow;
  other.piece = 1;
  ids.insert(flow_id(other));
  other = flow;
  other.key.low.port += 1;
  ids.insert(flow_id(other));
  other = flow;
  other.forward.packets -= 1;
  ids.insert(flow_id(other));
  other = flow;
  other.end = EndReason::so_far;  // nothing came between this record and the last
  ids.insert(flow_id(other));
  EXPECT_EQ(ids.size(), 6U);
}

TEST(FlowId, as_a_number_fits_the_signed_integers_of_json) {
  for (std::uint16_t port = 0; port < 1'000; ++port) {
    Flow flow = lone_datagram();
    flow.key.low.port = port;
    EXPECT_LT(flow_number(flow), std::uint64_t{1} << 63);
  }
}

TEST(FlowTable, has_ids_then_features_then_the_label) {
  FlowTable rows({all_id_columns().begin(), all_id_columns().end()},
                 FeatureSet::named("cic").value(), LabelColumn::present);
  rows.add(tcp_conversation(), {}, "benign");
  rows.add(lone_datagram(), {}, "flood");
  const Table& table = rows.table();
  ASSERT_EQ(rows.rows(), 2U);
  EXPECT_EQ(table.columns.size(), 10 + cic_features().size() + 1);
  const std::pair<const char*, const char*> expected[] = {
      {"src_ip", "10.0.0.1"}, {"src_port", "40000"},        {"dst_ip", "10.0.1.1"},
      {"dst_port", "80"},     {"protocol", "6"},            {"timestamp", "1970-01-01T00:00:00Z"},
      {"label", "benign"},    {"connection_state", "SF"},   {"end_reason", "finished"},
      {"Total Fwd Packet", "6"}};
  for (const auto& [name, text] : expected) {
    ASSERT_NE(table.find(name), nullptr) << name;
    EXPECT_EQ(table.find(name)->text(0), text) << name;
  }
  EXPECT_EQ(table.find("label")->text(1), "flood");
  EXPECT_EQ(table.find("flow_id")->text(0), flow_id(tcp_conversation()));
  EXPECT_EQ(table.find("community_id")->text(0).substr(0, 2), "1:");
}

TEST(FlowTable, without_a_value_has_a_missing_cell) {
  FlowTable rows({}, FeatureSet::named("vedette").value());
  rows.add(lone_datagram(), {});
  EXPECT_EQ(rows.table().find("gap_mean")->missing[0], 1);
  EXPECT_EQ(rows.table().find("duration")->missing[0], 0);
  EXPECT_EQ(rows.table().find("label"), nullptr);
}

TEST(FlowTable, writes_no_negative_zero) {
  FlowTable rows({}, FeatureSet::named("all").value());
  rows.add(tcp_conversation(), {});
  for (const Column& column : rows.table().columns) EXPECT_NE(column.text(0), "-0") << column.name;
}

TEST(FlowTable, forgets_its_rows_and_keeps_its_columns) {
  FlowTable rows({IdColumn::flow_id}, FeatureSet::named("cic").value());
  rows.add(lone_datagram(), {});
  rows.clear();
  EXPECT_EQ(rows.rows(), 0U);
  rows.add(tcp_conversation(), {});
  EXPECT_EQ(rows.rows(), 1U);
  EXPECT_EQ(rows.table().columns[0].text(0), flow_id(tcp_conversation()));
}

}  // namespace
}  // namespace vedette
