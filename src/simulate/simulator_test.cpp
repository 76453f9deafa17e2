// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulator.hpp"

#include <gmock/gmock.h>

#include "base/hash.hpp"

namespace vedette {
namespace {

constexpr TimeNs kStart = 1'767'600'000 * kSecond;

struct Seen {
  std::string hash{};
  std::vector<TimeNs> times{};
  Simulation simulation{};
};

SimulationRequest request_for(std::uint64_t seed, TimeNs duration, std::string_view only) {
  return {.seed = seed,
          .start = kStart,
          .duration = duration,
          .config = read_traffic_config("", "").value(),
          .scenarios = choose_scenarios(only, "").value()};
}

Seen run(const SimulationRequest& request) {
  Seen seen;
  Sha256 hash;
  seen.simulation =
      simulate(request,
               [&](TimeNs time, std::span<const std::uint8_t> frame) -> Result<> {
                 seen.times.push_back(time);
                 hash.update({reinterpret_cast<const char*>(frame.data()), frame.size()});
                 return {};
               },
               {})
          .value();
  seen.hash = hash.hex_digest();
  return seen;
}

TEST(Simulator, one_seed_gives_the_same_bytes_and_another_seed_others) {
  const Seen first = run(request_for(7, 30 * kSecond, ""));
  const Seen again = run(request_for(7, 30 * kSecond, ""));
  const Seen other = run(request_for(8, 30 * kSecond, ""));
  EXPECT_EQ(first.hash, again.hash);
  EXPECT_EQ(first.times, again.times);
  EXPECT_EQ(first.simulation.labels.to_csv(), again.simulation.labels.to_csv());
  EXPECT_NE(first.hash, other.hash);
}

TEST(Simulator, frames_come_in_order_of_time_and_within_the_span) {
  const Seen seen = run(request_for(1, 60 * kSecond, ""));
  ASSERT_FALSE(seen.times.empty());
  EXPECT_TRUE(std::ranges::is_sorted(seen.times));
  EXPECT_GE(seen.times.front(), kStart);
  EXPECT_LT(seen.times.back(), kStart + 60 * kSecond);
  for (const TimeNs time : seen.times) ASSERT_EQ(time % kMicrosecond, 0);
  EXPECT_EQ(seen.times.size(), seen.simulation.packets);
}

TEST(Simulator, counts_by_scenario_add_up) {
  const Seen seen = run(request_for(2, 60 * kSecond, "ntp,mail,syn_scan"));
  std::uint64_t packets = 0;
  for (const auto& [name, count] : seen.simulation.scenarios) packets += count.packets;
  EXPECT_EQ(packets, seen.simulation.packets);
  EXPECT_EQ(seen.simulation.scenarios.size(), 3U);
}

TEST(Simulator, plans_one_hour_after_the_other) {
  const Seen seen = run(request_for(3, 7'260 * kSecond, "ntp"));
  EXPECT_TRUE(std::ranges::is_sorted(seen.times));
  for (const TimeNs hour : {0, 1, 2}) {
    const TimeNs begin = kStart + hour * 3'600 * kSecond;
    EXPECT_TRUE(std::ranges::any_of(seen.times, [&](TimeNs t) {
      return t >= begin && t < begin + 60 * kSecond;
    })) << hour;
  }
}

TEST(Simulator, stops_when_asked_and_when_the_sink_fails) {
  const SimulationRequest request = request_for(1, 60 * kSecond, "");
  const FrameSink keep = [](TimeNs, std::span<const std::uint8_t>) -> Result<> { return {}; };
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = simulate(request, keep, {.stop = stop.get_token()});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
  const FrameSink full = [](TimeNs, std::span<const std::uint8_t>) -> Result<> {
    return fail(ErrorCode::io, "the disk is full");
  };
  const auto failed = simulate(request, full, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::io);
}

}  // namespace
}  // namespace vedette
