// SPDX-License-Identifier: Apache-2.0
#include "features/host_context.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "base/random.hpp"
#include "features/conversations_for_test.hpp"

namespace vedette {
namespace {

/// One flow as the context sees it.
struct Visit {
  std::uint8_t client = 1;
  std::uint8_t server = 1;
  std::uint16_t port = 80;
  bool answered = true;
  bool rejected = false;
  EndReason end = EndReason::closed;
};

Flow flow_of(const Visit& visit) {
  Flow flow;
  const PacketFacts packet =
      packet_of({.client = visit.client, .server = visit.server, .server_port = visit.port});
  const OrientedKey key = key_of(packet, 0);
  flow.key = key.key;
  flow.forward_from_low = key.from_low;
  flow.forward.packets = 1;
  flow.backward.packets = visit.answered || visit.rejected ? 1 : 0;
  if (visit.rejected) flow.tcp_events = kBwdRst;
  flow.end = visit.end;
  return flow;
}

void expect_window(const HostWindow& window, const HostWindow& expected) {
  EXPECT_EQ(window.flows, expected.flows);
  EXPECT_EQ(window.peers, expected.peers);
  EXPECT_EQ(window.ports, expected.ports);
  EXPECT_EQ(window.same_port, expected.same_port);
  EXPECT_EQ(window.same_peer, expected.same_peer);
  EXPECT_EQ(window.unanswered, expected.unanswered);
  EXPECT_EQ(window.rejected, expected.rejected);
}

TEST(HostContext, counts_the_flow_itself) {
  HostContext context;
  const HostCounts counts = context.add(flow_of({.answered = false}), 0);
  expect_window(counts.initiator, {1, 1, 1, 1, 1, 1, 0});
  expect_window(counts.responder, {1, 1, 1, 1, 1, 1, 0});
}

TEST(HostContext, counts_what_the_initiator_began_and_what_came_to_the_responder) {
  HostContext context;
  (void)context.add(flow_of({.client = 1, .server = 1, .port = 80}), 0);
  (void)context.add(flow_of({.client = 1, .server = 2, .port = 22, .rejected = true}), 1);
  (void)context.add(flow_of({.client = 1, .server = 3, .port = 22, .answered = false}), 2);
  (void)context.add(flow_of({.client = 2, .server = 1, .port = 22}), 3);
  const HostCounts counts = context.add(flow_of({.client = 1, .server = 1, .port = 22}), 4);
  expect_window(counts.initiator, {.flows = 4, .peers = 3, .ports = 2, .same_port = 3,
                                   .same_peer = 2, .unanswered = 1, .rejected = 1});
  expect_window(counts.responder, {.flows = 3, .peers = 2, .ports = 2, .same_port = 2,
                                   .same_peer = 2, .unanswered = 0, .rejected = 0});
}

TEST(HostContext, forgets_what_is_older_than_a_minute) {
  for (const TimeNs late : {0, 1}) {
    HostContext context;
    (void)context.add(flow_of({}), 0);
    const HostCounts counts = context.add(flow_of({}), HostContext::kWindowNs + late);
    EXPECT_EQ(counts.initiator.flows, late == 0 ? 2U : 1U);
    EXPECT_EQ(counts.responder.flows, late == 0 ? 2U : 1U);
  }
}

TEST(HostContext, remembers_so_many_flows_of_a_host) {
  HostContext context;
  for (std::uint16_t i = 0; i < 200; ++i) {
    const HostCounts counts =
        context.add(flow_of({.port = static_cast<std::uint16_t>(1'000 + i)}), i);
    const std::uint32_t expected = std::min<std::uint32_t>(i + 1, HostContext::kWindowFlows);
    EXPECT_EQ(counts.initiator.flows, expected);
    EXPECT_EQ(counts.initiator.ports, expected);
    EXPECT_EQ(counts.initiator.peers, 1U);
    EXPECT_EQ(counts.initiator.same_port, 1U);
  }
}

TEST(HostContext, early_records_do_not_count_for_others) {
  HostContext context;
  EXPECT_EQ(context.add(flow_of({.end = EndReason::so_far}), 0).initiator.flows, 1U);
  EXPECT_EQ(context.add(flow_of({}), 1).initiator.flows, 1U);
  EXPECT_EQ(context.add(flow_of({.end = EndReason::so_far}), 2).initiator.flows, 2U);
  EXPECT_EQ(context.add(flow_of({}), 3).initiator.flows, 2U);
}

TEST(HostContext, forgets_the_host_that_was_not_seen_for_longest_under_a_flood) {
  HostContext context;
  const auto from = [](std::uint32_t number) {
    Flow flow = flow_of({});
    Address& address = (flow.forward_from_low ? flow.key.low : flow.key.high).address;
    for (std::size_t i = 0; i < 4; ++i)
      address.bytes[12 + i] = static_cast<std::uint8_t>(number >> (8 * i));
    return flow;
  };
  constexpr std::uint32_t kBusy = 1;
  constexpr std::uint32_t kQuiet = 2;
  (void)context.add(from(kQuiet), 0);
  (void)context.add(from(kBusy), 0);
  for (std::uint32_t i = 0; i < 40'000; ++i) {
    (void)context.add(from(1'000 + i), 0);
    if (i % 8 == 0) (void)context.add(from(kBusy), 0);
  }
  EXPECT_EQ(context.add(from(kQuiet), 0).initiator.flows, 1U);
  EXPECT_EQ(context.add(from(kBusy), 0).initiator.flows, HostContext::kWindowFlows);
}

/// The same from all flows there were.
class Model {
 public:
  HostWindow add(const std::vector<Visit>& mine, const std::vector<TimeNs>& times,
                 bool initiator) const {
    HostWindow window;
    std::set<int> peers;
    std::set<int> ports;
    const Visit& last = mine.back();
    const auto peer = [&](const Visit& visit) { return initiator ? visit.server : visit.client; };
    for (std::size_t back = 0; back < std::min<std::size_t>(mine.size(), 64); ++back) {
      const std::size_t i = mine.size() - 1 - back;
      if (times[i] + HostContext::kWindowNs < times.back()) break;
      ++window.flows;
      peers.insert(peer(mine[i]));
      ports.insert(mine[i].port);
      window.same_port += mine[i].port == last.port ? 1 : 0;
      window.same_peer += peer(mine[i]) == peer(last) ? 1 : 0;
      window.unanswered += mine[i].answered || mine[i].rejected ? 0 : 1;
      window.rejected += mine[i].rejected ? 1 : 0;
    }
    window.peers = static_cast<std::uint32_t>(peers.size());
    window.ports = static_cast<std::uint32_t>(ports.size());
    return window;
  }
};

TEST(HostContext, counts_what_a_list_of_all_flows_gives) {
  Random random(5);
  HostContext context;
  const Model model;
  std::vector<std::vector<Visit>> by_client(4);
  std::vector<std::vector<Visit>> by_server(4);
  std::vector<std::vector<TimeNs>> client_times(4);
  std::vector<std::vector<TimeNs>> server_times(4);
  TimeNs now = 0;
  for (int i = 0; i < 3'000; ++i) {
    now += random.below(100) == 0 ? 30 * kSecond : static_cast<TimeNs>(random.below(2 * kSecond));
    const Visit visit{.client = static_cast<std::uint8_t>(random.below(4)),
                      .server = static_cast<std::uint8_t>(random.below(4)),
                      .port = static_cast<std::uint16_t>(random.below(5)),
                      .answered = random.below(2) == 0,
                      .rejected = random.below(4) == 0};
    by_client[visit.client].push_back(visit);
    client_times[visit.client].push_back(now);
    by_server[visit.server].push_back(visit);
    server_times[visit.server].push_back(now);
    const HostCounts counts = context.add(flow_of(visit), now);
    expect_window(counts.initiator,
                  model.add(by_client[visit.client], client_times[visit.client], true));
    expect_window(counts.responder,
                  model.add(by_server[visit.server], server_times[visit.server], false));
  }
}

}  // namespace
}  // namespace vedette
