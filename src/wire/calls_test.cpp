// SPDX-License-Identifier: Apache-2.0
#include "wire/calls.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "net/decode.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;

constexpr TimeNs kStart = 1'767'600'000'000'000'000;

Host host(const char* address, System system = System::linux_server) {
  return {.name = "host.example", .ipv4 = Address::parse(address).value(), .system = system};
}

struct Pair {
  Host client = host("10.0.0.1");
  Host server = host("10.0.0.2");

  [[nodiscard]] Conversation call() const {
    return {.ends = {&client, &server, 40'000, 80}, .start = kStart};
  }
};

PacketFacts facts_of(const TimedFrame& frame) {
  return decode({.time = frame.time,
                 .bytes = frame.bytes,
                 .wire_bytes = static_cast<std::uint32_t>(frame.bytes.size()),
                 .link_type = 1},
                {});
}

std::vector<PacketFacts> all_facts(const std::vector<TimedFrame>& frames) {
  std::vector<PacketFacts> facts;
  for (const TimedFrame& frame : frames) facts.push_back(facts_of(frame));
  return facts;
}

std::vector<int> flags_of(const std::vector<TimedFrame>& frames) {
  std::vector<int> flags;
  for (const PacketFacts& facts : all_facts(frames)) flags.push_back(facts.tcp_flags);
  return flags;
}

Draws draws(std::uint64_t seed = 1) {
  return Draws(Random(seed));
}

/// Puts the stream of one direction together as its receiver does.
std::string stream_from(const std::vector<TimedFrame>& frames, std::uint16_t port) {
  std::map<std::uint32_t, std::string> parts;
  std::uint32_t first = 0;
  for (const TimedFrame& frame : frames) {
    const PacketFacts facts = facts_of(frame);
    if (facts.protocol != kTcp || facts.source.port != port) continue;
    if ((facts.tcp_flags & kSyn) != 0) first = facts.sequence + 1;
    if (facts.payload_bytes == 0) continue;
    const auto* end = reinterpret_cast<const char*>(frame.bytes.data() + frame.bytes.size());
    parts[facts.sequence - first] = std::string(end - facts.payload_bytes, end);
  }
  std::string stream;
  for (const auto& [at, part] : parts) {
    EXPECT_LE(at, stream.size()) << "a hole in the stream";
    if (at + part.size() > stream.size()) stream += part.substr(stream.size() - at);
  }
  return stream;
}

TEST(Conversation, a_short_exchange_is_a_handshake_data_and_two_fins_with_right_numbers) {
  const Pair pair;
  Conversation call = pair.call();
  call.dialogue.client("GET", 0.001);
  call.dialogue.server("answer", 0.001);
  const std::vector<TimedFrame> frames = run_tcp(call, draws());
  EXPECT_THAT(flags_of(frames), ElementsAre(kSyn, kSyn | kAck, kAck, kPsh | kAck, kPsh | kAck,
                                            kFin | kAck, kAck, kFin | kAck, kAck));
  const std::vector<PacketFacts> facts = all_facts(frames);
  const std::uint32_t client = facts[0].sequence;
  const std::uint32_t server = facts[1].sequence;
  const struct {
    std::uint32_t sequence;
    std::uint32_t acknowledgement;
  } expected[] = {{client, 0},
                  {server, client + 1},
                  {client + 1, server + 1},
                  {client + 1, server + 1},  // GET
                  {server + 1, client + 4},  // answer
                  {client + 4, server + 7},  // FIN
                  {server + 7, client + 5},
                  {server + 7, client + 5},  // FIN
                  {client + 5, server + 8}};
  for (std::size_t i = 0; i < facts.size(); ++i) {
    EXPECT_EQ(facts[i].sequence, expected[i].sequence) << i;
    EXPECT_EQ(facts[i].acknowledgement, expected[i].acknowledgement) << i;
  }
}

TEST(Conversation, both_streams_arrive_whole_whatever_gets_lost_or_overtaken) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Pair pair;
    pair.client.loss = 0.02;
    pair.server.loss = 0.02;
    pair.client.reordering = 0.05;
    pair.server.one_way_s = 0.02;
    Conversation call = pair.call();
    std::string up, down;
    Draws content = draws(seed);
    for (int i = 0; i < 6; ++i) {
      up += content.bytes(700);
      call.dialogue.client(up.substr(up.size() - 700), 0.01);
      down += content.bytes(30'000);
      call.dialogue.server(down.substr(down.size() - 30'000), 0.01);
    }
    const std::vector<TimedFrame> frames = run_tcp(call, draws(seed));
    EXPECT_EQ(stream_from(frames, 40'000), up) << seed;
    EXPECT_EQ(stream_from(frames, 80), down) << seed;
  }
}

TEST(Conversation, loss_shows_as_retransmissions_and_duplicate_acknowledgements) {
  Pair pair;
  pair.client.loss = 0.03;  // between the capture point and the client
  pair.client.one_way_s = 0.02;
  Conversation call = pair.call();
  call.dialogue.server(std::string(400'000, 'x'));
  std::map<std::uint32_t, int> times_sent;
  std::map<std::uint32_t, int> times_acknowledged;
  for (const PacketFacts& facts : all_facts(run_tcp(call, draws()))) {
    if (facts.source.port == 80 && facts.payload_bytes > 0) ++times_sent[facts.sequence];
    if (facts.source.port == 40'000) ++times_acknowledged[facts.acknowledgement];
  }
  const auto more_than_once = [](const auto& pair_of) { return pair_of.second > 1; };
  EXPECT_GT(std::ranges::count_if(times_sent, more_than_once), 2);
  EXPECT_LT(std::ranges::count_if(times_sent, more_than_once), 60);
  EXPECT_TRUE(
      std::ranges::any_of(times_acknowledged, [](const auto& sent) { return sent.second > 3; }));
}

TEST(Conversation, without_loss_nothing_is_sent_twice) {
  for (const System system : {System::linux_server, System::windows, System::embedded}) {
    Pair pair;
    pair.client = host("10.0.0.1", system);
    pair.client.bits_per_second = 4e6;
    pair.server.one_way_s = 0.08;
    Conversation call = pair.call();
    call.dialogue.client("upload?");
    call.dialogue.server(std::string(300'000, 'x'), 0.3);
    std::map<std::pair<int, std::uint32_t>, int> times_sent;
    for (const PacketFacts& facts : all_facts(run_tcp(call, draws())))
      if (facts.payload_bytes > 0) ++times_sent[{facts.source.port, facts.sequence}];
    for (const auto& [segment, times] : times_sent) EXPECT_EQ(times, 1) << segment.second;
  }
}

TEST(Conversation, ends_as_the_dialogue_says) {
  const struct {
    Ending ending;
    int last_flags;
    std::uint16_t last_from;
  } cases[] = {{Ending::client_closes, kAck, 40'000},
               {Ending::server_closes, kAck, 80},
               {Ending::client_resets, kRst | kAck, 40'000},
               {Ending::server_resets, kRst | kAck, 80},
               {Ending::abandoned, kAck, 80}};
  for (const auto& [ending, last_flags, last_from] : cases) {
    const Pair pair;
    Conversation call = pair.call();
    call.dialogue.server("bye");
    call.dialogue.client("hm", 1);
    call.dialogue.end(ending, 1);
    const std::vector<PacketFacts> facts = all_facts(run_tcp(call, draws()));
    EXPECT_EQ(facts.back().tcp_flags, last_flags) << static_cast<int>(ending);
    EXPECT_EQ(facts.back().source.port, last_from) << static_cast<int>(ending);
  }
}

TEST(Conversation, connections_that_fail_look_like_it) {
  const struct {
    Listener listener;
    ClientManner manner;
    std::vector<int> flags;
  } cases[] = {
      {Listener::closed, ClientManner::ordinary, {kSyn, kRst | kAck}},
      {Listener::silent, ClientManner::ordinary, std::vector<int>(6, kSyn)},
      {Listener::open, ClientManner::half_open, {kSyn, kSyn | kAck, kRst}},
  };
  for (const auto& [listener, manner, flags] : cases) {
    const Pair pair;
    Conversation call = pair.call();
    call.listener = listener;
    call.manner = manner;
    EXPECT_EQ(flags_of(run_tcp(call, draws())), flags);
  }
}

TEST(Conversation, the_answer_to_a_forged_sender_is_repeated_in_vain) {
  const Pair pair;
  Conversation call = pair.call();
  call.manner = ClientManner::spoofed;
  const std::vector<int> seen = flags_of(run_tcp(call, draws()));
  EXPECT_EQ(seen.front(), kSyn);
  EXPECT_EQ(std::ranges::count(seen, kSyn), 1);
  EXPECT_GT(std::ranges::count(seen, kSyn | kAck), 1);
  EXPECT_EQ(std::ranges::count(seen, kAck), 0);
}

TEST(Conversation, unanswered_syns_wait_twice_as_long_each_time) {
  const Pair pair;
  Conversation call = pair.call();
  call.listener = Listener::silent;
  const std::vector<TimedFrame> frames = run_tcp(call, draws());
  ASSERT_EQ(frames.size(), 6U);
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const double gap_s = static_cast<double>(frames[i].time - frames[i - 1].time) / 1e9;
    EXPECT_NEAR(gap_s, 1 << (i - 1), 0.01);
  }
}

TEST(Conversation, a_router_reports_a_host_that_cannot_be_reached) {
  const Pair pair;
  Host router = host("10.0.0.254");
  router.ipv6 = Address::parse("2001:db8::254").value();
  Conversation call = pair.call();
  call.listener = Listener::unreachable;
  call.router = &router;
  const std::vector<PacketFacts> facts = all_facts(run_tcp(call, draws()));
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[1].protocol, kIcmp);
  EXPECT_EQ(facts[1].icmp_type, 3);
  EXPECT_EQ(facts[1].icmp_code, 1);
  EXPECT_EQ(to_string(facts[1].source.address), "10.0.0.254");
}

TEST(Conversation, stacks_differ_in_window_options_and_lifetime) {
  const struct {
    System system;
    std::uint16_t window;
    std::uint16_t header_bytes;
    std::uint8_t ttl;
  } cases[] = {{System::linux_server, 64'240, 40, 64},
               {System::windows, 64'240, 32, 128},
               {System::macos, 65'535, 44, 64},
               {System::embedded, 5'744, 24, 64},
               {System::raw_tool, 1'024, 24, 64}};
  for (const auto& [system, window, header_bytes, ttl] : cases) {
    Pair pair;
    pair.client = host("10.0.0.1", system);
    const PacketFacts syn = facts_of(run_tcp(pair.call(), draws()).front());
    EXPECT_EQ(syn.window, window);
    EXPECT_EQ(syn.header_bytes, header_bytes) << stack_of(system).name;
    EXPECT_EQ(syn.ttl, ttl);
  }
}

TEST(UdpCall, question_and_answer_take_the_time_of_the_way) {
  Pair pair;
  pair.server.one_way_s = 0.05;
  Conversation call = pair.call();
  call.dialogue.client("question");
  call.dialogue.server("answer", 0.01);
  const std::vector<TimedFrame> frames = run_udp(call, draws());
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(facts_of(frames[0]).payload_bytes, 8U);
  EXPECT_EQ(facts_of(frames[1]).source.port, 80);
  EXPECT_NEAR(static_cast<double>(frames[1].time - frames[0].time) / 1e9, 0.11, 0.001);
}

TEST(UdpCall, a_closed_port_is_reported_and_a_silent_one_is_not) {
  const Pair pair;
  Conversation call = pair.call();
  call.dialogue.client("anyone?");
  call.dialogue.server("never said");
  call.listener = Listener::closed;
  const std::vector<PacketFacts> closed = all_facts(run_udp(call, draws()));
  ASSERT_EQ(closed.size(), 2U);
  EXPECT_EQ(closed[1].icmp_type, 3);
  EXPECT_EQ(closed[1].icmp_code, 3);
  EXPECT_EQ(closed[1].source.address, pair.server.ipv4);
  call.listener = Listener::silent;
  EXPECT_EQ(run_udp(call, draws()).size(), 1U);
}

TEST(UdpCall, nobody_answers_what_got_lost) {
  Pair pair;
  pair.server.loss = 1;
  Conversation call = pair.call();
  call.dialogue.client("lost");
  call.dialogue.server("answer");
  EXPECT_EQ(run_udp(call, draws()).size(), 1U);
}

TEST(Ping, requests_and_replies_alternate_in_both_versions) {
  Pair pair;
  for (const bool v6 : {false, true}) {
    if (v6) {
      pair.client.ipv6 = Address::parse("2001:db8::1").value();
      pair.server.ipv6 = Address::parse("2001:db8::2").value();
    }
    Conversation call = pair.call();
    for (int i = 0; i < 2; ++i) {
      call.dialogue.client("data", 1);
      call.dialogue.server("data");
    }
    std::vector<int> types;
    for (const PacketFacts& facts : all_facts(run_ping(call, draws())))
      types.push_back(facts.icmp_type);
    const int request = v6 ? 128 : 8;
    const int reply = v6 ? 129 : 0;
    EXPECT_THAT(types, ElementsAre(request, reply, request, reply));
  }
}

}  // namespace
}  // namespace vedette
