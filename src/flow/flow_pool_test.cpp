// SPDX-License-Identifier: Apache-2.0
#include "flow/flow_pool.hpp"

#include <gtest/gtest.h>

#include <list>
#include <map>
#include <set>

#include "base/random.hpp"
#include "flow/packets_for_test.hpp"

namespace vedette {
namespace {

constexpr Waiting kAll[] = {Waiting::closing, Waiting::attempt, Waiting::one_sided,
                            Waiting::talking};

Flow flow_number_of(std::uint64_t number) {
  Flow flow;
  flow.key.low = {test_address(0, static_cast<std::uint8_t>(number >> 8)),
                  static_cast<std::uint16_t>(number)};
  flow.key.protocol = kUdp;
  return flow;
}

std::uint32_t pool_hash_of(const Flow& flow) {
  return static_cast<std::uint32_t>(hash_of(flow.key));
}

/// The pool as slow, plain containers.
class Model {
 public:
  struct Known {
    std::uint32_t index = kNoFlow;
    bool aging = false;
  };

  explicit Model(std::uint32_t hash_bits) : hash_bits_(hash_bits) {}

  /// Few different hashes make many flows share places, here the last ones of the table.
  [[nodiscard]] std::uint32_t hash_for(std::uint64_t number) const {
    return pool_hash_of(flow_number_of(number)) | ~hash_bits_;
  }

  void insert(std::uint64_t number) {
    known_[number] = {pool_.insert(flow_number_of(number), hash_for(number))};
  }
  void remove(std::uint64_t number) {
    const std::uint32_t index = known_.at(number).index;
    pool_.remove(index);
    pool_.release(index);
    forget(number);
    ages_.remove(number);
    known_.erase(number);
  }
  void wait(std::uint64_t number, Waiting waiting, TimeNs now) {
    pool_.wait(known_.at(number).index, waiting, now);
    forget(number);
    lists_[static_cast<std::size_t>(waiting)].push_back(number);
  }
  void age(std::uint64_t number) {
    pool_.start_aging(known_.at(number).index);
    ages_.remove(number);
    ages_.push_back(number);
  }
  void stop_aging(std::uint64_t number) {
    pool_.stop_aging(known_.at(number).index);
    ages_.remove(number);
  }

  [[nodiscard]] bool has(std::uint64_t number) const { return known_.contains(number); }
  [[nodiscard]] std::size_t size() const { return known_.size(); }

  void expect_heads() {
    ASSERT_EQ(pool_.size(), known_.size());
    for (const Waiting waiting : kAll) {
      const auto& list = lists_[static_cast<std::size_t>(waiting)];
      const std::uint32_t head = pool_.longest_waiting(waiting);
      ASSERT_EQ(head, list.empty() ? kNoFlow : known_.at(list.front()).index);
    }
    ASSERT_EQ(pool_.oldest(), ages_.empty() ? kNoFlow : known_.at(ages_.front()).index);
  }
  void expect_found(std::uint64_t number) {
    const std::uint32_t wanted = has(number) ? known_.at(number).index : kNoFlow;
    ASSERT_EQ(pool_.find(flow_number_of(number).key, hash_for(number)), wanted) << number;
    if (wanted != kNoFlow) {
      ASSERT_EQ(pool_.at(wanted).flow.key, flow_number_of(number).key);
    }
  }

 private:
  void forget(std::uint64_t number) {
    for (auto& list : lists_) list.remove(number);
  }

  std::uint32_t hash_bits_;
  FlowPool pool_{};
  std::map<std::uint64_t, Known> known_{};
  std::array<std::list<std::uint64_t>, kWaitings> lists_{};
  std::list<std::uint64_t> ages_{};
};

void take_a_step(Model& model, Random& random, TimeNs now, std::uint64_t numbers) {
  const std::uint64_t number = random.below(numbers);
  if (!model.has(number)) return model.insert(number);
  switch (random.below(6)) {
    case 0:
      return model.remove(number);
    case 1:
      return model.age(number);
    case 2:
      return model.stop_aging(number);
    default:
      return model.wait(number, kAll[random.below(kWaitings)], now);
  }
}

TEST(FlowPool, does_what_plain_containers_do) {
  for (const std::uint32_t bits : {0xffff'ffffU, 0xfc00'0000U, 0x3fU, 3U}) {
    Model model(bits);
    Random random(bits);
    for (int step = 0; step < 6'000; ++step) {
      take_a_step(model, random, step, 300);
      ASSERT_NO_FATAL_FAILURE(model.expect_heads());
      ASSERT_NO_FATAL_FAILURE(model.expect_found(random.below(300)));
    }
    for (std::uint64_t number = 0; number < 300; ++number)
      ASSERT_NO_FATAL_FAILURE(model.expect_found(number));
  }
}

TEST(FlowPool, finds_all_flows_after_it_grew) {
  FlowPool pool;
  constexpr std::uint64_t kFlows = 5'000;
  std::set<std::uint32_t> indices;
  for (std::uint64_t i = 0; i < kFlows; ++i) {
    const Flow flow = flow_number_of(i);
    indices.insert(pool.insert(flow, pool_hash_of(flow)));
  }
  EXPECT_EQ(pool.size(), kFlows);
  EXPECT_EQ(indices.size(), kFlows);
  for (std::uint64_t i = 0; i < kFlows; ++i) {
    const Flow flow = flow_number_of(i);
    const std::uint32_t index = pool.find(flow.key, pool_hash_of(flow));
    ASSERT_NE(index, kNoFlow);
    EXPECT_EQ(pool.at(index).flow.key, flow.key);
  }
}

TEST(FlowPool, takes_at_most_a_thousand_bytes_for_a_live_flow) {
  FlowPool pool;
  double most = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const Flow flow = flow_number_of(i);
    pool.insert(flow, pool_hash_of(flow));
    const bool slabs_are_full = pool.size() % 128 == 0;
    if (slabs_are_full) most = std::max(most, static_cast<double>(pool.bytes()) /
                                                  static_cast<double>(pool.size()));
  }
  EXPECT_LE(most, FlowPool::kMostBytes);
  EXPECT_GT(most, sizeof(LiveFlow)) << "the table counts";
}

TEST(FlowPool, takes_no_more_memory_when_flows_come_and_go) {
  FlowPool pool;
  for (std::uint64_t i = 0; i < 1'000; ++i)
    pool.insert(flow_number_of(i), pool_hash_of(flow_number_of(i)));
  const std::size_t before = pool.bytes();
  for (std::uint64_t i = 1'000; i < 5'000; ++i) {
    const Flow old = flow_number_of(i - 1'000);
    const std::uint32_t index = pool.find(old.key, pool_hash_of(old));
    pool.remove(index);
    pool.release(index);
    EXPECT_EQ(pool.insert(flow_number_of(i), pool_hash_of(flow_number_of(i))), index);
  }
  EXPECT_EQ(pool.size(), 1'000U);
  EXPECT_EQ(pool.bytes(), before);
}

TEST(FlowPool, keeps_a_removed_flow_until_it_is_released_and_then_uses_its_place_again) {
  FlowPool pool;
  const Flow first = flow_number_of(1);
  const std::uint32_t index = pool.insert(first, 1);
  pool.wait(index, Waiting::talking, 5);
  pool.start_aging(index);
  pool.at(index).reported_early = true;
  pool.remove(index);
  EXPECT_EQ(pool.find(first.key, 1), kNoFlow);
  EXPECT_EQ(pool.at(index).flow.key, first.key);
  EXPECT_NE(pool.insert(flow_number_of(2), 2), index);
  pool.release(index);
  EXPECT_EQ(pool.insert(flow_number_of(3), 3), index);
  EXPECT_EQ(pool.at(index).touched, kNotWaiting);
  EXPECT_FALSE(pool.at(index).aging);
  EXPECT_FALSE(pool.at(index).reported_early);
  EXPECT_EQ(pool.longest_waiting(Waiting::talking), kNoFlow);
  EXPECT_EQ(pool.oldest(), kNoFlow);
}

}  // namespace
}  // namespace vedette
