// SPDX-License-Identifier: Apache-2.0
#include "accounts/throttle.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "accounts/accounts_for_test.hpp"

namespace vedette {
namespace {

constexpr TimeNs kStart = kTestNow;

/// Attempts one after another until one must wait; how many went ahead.
int attempts_until_wait(LoginThrottle& throttle, std::string_view account,
                        std::string_view address, TimeNs now) {
  for (int count = 0; count < 100; ++count)
    if (throttle.attempt(account, address, now) > 0) return count;
  return 100;
}

TEST(LoginThrottle, five_attempts_go_ahead_within_a_minute) {
  const struct {
    const char* what;
    std::vector<TimeNs> at;      ///< seconds
    std::vector<TimeNs> wait;    ///< seconds
  } cases[] = {
      {"at once", {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 60}},
      {"spread", {0, 10, 20, 30, 40, 50}, {0, 0, 0, 0, 0, 50}},
      {"one in 13 seconds", {0, 13, 26, 39, 52, 65, 78}, {0, 0, 0, 0, 0, 0, 0}},
      {"around the minute", {0, 59, 59, 59, 59, 60, 61}, {0, 0, 0, 0, 0, 0, 58 + 1}},
      {"waiting does not make it longer",
       {0, 0, 0, 0, 0, 1, 30, 59, 60},
       {0, 0, 0, 0, 0, 59, 30, 1, 0}},
      {"the pause doubles",
       {0, 0, 0, 0, 0, 1, 60, 60, 60, 60, 60, 60},
       {0, 0, 0, 0, 0, 59, 0, 0, 0, 0, 0, 120}},
  };
  for (const auto& each : cases) {
    LoginThrottle throttle;
    for (std::size_t i = 0; i < each.at.size(); ++i)
      EXPECT_EQ(throttle.attempt("ann", "", kStart + each.at[i] * kTestSecond),
                each.wait[i] * kTestSecond)
          << each.what << ", attempt " << i;
  }
}

TEST(LoginThrottle, pauses_double_up_to_a_quarter_of_an_hour_and_are_forgotten) {
  LoginThrottle throttle;
  TimeNs now = kStart;
  for (const TimeNs minutes : {1, 2, 4, 8, 15, 15, 15}) {
    ASSERT_EQ(attempts_until_wait(throttle, "ann", "", now), 5);
    const TimeNs wait = throttle.attempt("ann", "", now);
    EXPECT_EQ(wait, minutes * kTestMinute);
    now += wait;
  }
  now += kTestHour;
  ASSERT_EQ(attempts_until_wait(throttle, "ann", "", now), 5);
  EXPECT_EQ(throttle.attempt("ann", "", now), kTestMinute);
}

TEST(LoginThrottle, accounts_and_addresses_are_counted_apart) {
  LoginThrottle throttle;
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(throttle.attempt("ann", "192.0.2." + std::to_string(i), kStart), 0);
  EXPECT_GT(throttle.attempt("ann", "192.0.2.9", kStart), 0) << "one account, many addresses";
  EXPECT_EQ(throttle.attempt("bob", "192.0.2.9", kStart), 0);
  for (int i = 0; i < 4; ++i)
    ASSERT_EQ(throttle.attempt("user" + std::to_string(i), "192.0.2.9", kStart), 0);
  EXPECT_GT(throttle.attempt("eve", "192.0.2.9", kStart), 0) << "one address, many accounts";
  EXPECT_EQ(throttle.attempt("eve", "192.0.2.10", kStart), 0);
}

TEST(LoginThrottle, an_attempt_that_must_wait_counts_for_neither) {
  LoginThrottle throttle;
  ASSERT_EQ(attempts_until_wait(throttle, "ann", "192.0.2.1", kStart), 5);
  for (int i = 0; i < 20; ++i) EXPECT_GT(throttle.attempt("bob", "192.0.2.1", kStart), 0);
  EXPECT_EQ(attempts_until_wait(throttle, "bob", "192.0.2.2", kStart), 5);
}

TEST(LoginThrottle, success_frees_the_account_but_buys_no_guesses_at_others) {
  LoginThrottle throttle;
  for (int i = 0; i < 4; ++i) ASSERT_EQ(throttle.attempt("ann", "192.0.2.1", kStart), 0);
  ASSERT_EQ(throttle.attempt("own", "192.0.2.1", kStart), 0);
  throttle.succeeded("own", "192.0.2.1");
  EXPECT_EQ(attempts_until_wait(throttle, "bob", "192.0.2.1", kStart), 1);
  throttle.succeeded("ann", "192.0.2.7");
  EXPECT_EQ(attempts_until_wait(throttle, "ann", "192.0.2.8", kStart), 5);
}

TEST(LoginThrottle, signing_in_again_and_again_never_waits) {
  LoginThrottle throttle;
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(throttle.attempt("ann", "192.0.2.1", kStart), 0);
    throttle.succeeded("ann", "192.0.2.1");
  }
}

TEST(LoginThrottle, addresses_of_one_network_are_one) {
  const struct {
    const char* first;
    const char* second;
    bool same;
  } cases[] = {
      {"2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
      {"2001:db8:1:2::1", "2001:db8:1:3::1", false},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.2", false},
      {"192.0.2.1", "192.0.2.2", false},
      {"192.0.2.1", "192.0.2.1", true},
  };
  for (const auto& each : cases) {
    LoginThrottle throttle;
    for (int i = 0; i < 5; ++i)
      ASSERT_EQ(throttle.attempt("a" + std::to_string(i), each.first, kStart), 0);
    EXPECT_EQ(throttle.attempt("ann", each.second, kStart) > 0, each.same)
        << each.first << " and " << each.second;
  }
}

TEST(LoginThrottle, memory_is_bounded_and_the_quietest_is_forgotten) {
  LoginThrottle throttle({.most_entries = 100});
  for (int i = 0; i < 5; ++i) (void)throttle.attempt("ann", "", kStart);
  for (int i = 0; i < 1000; ++i) {
    const TimeNs now = kStart + i * kTestSecond / 100;
    (void)throttle.attempt(std::string(1000, 'x') + std::to_string(i % 7), "", now);
    (void)throttle.attempt("user" + std::to_string(i), "10.0." + std::to_string(i) + ".1", now);
  }
  EXPECT_LE(throttle.entries(), 200U);
  EXPECT_EQ(throttle.attempt("ann", "", kStart + 11 * kTestSecond), 0);
}

TEST(LoginThrottle, a_clock_that_goes_back_locks_nobody_out) {
  LoginThrottle throttle;
  ASSERT_EQ(attempts_until_wait(throttle, "ann", "", kStart), 5);
  const TimeNs earlier = kStart - 30 * kTestDay;
  EXPECT_EQ(throttle.attempt("ann", "", earlier), kTestMinute);
  EXPECT_EQ(throttle.attempt("ann", "", earlier + kTestMinute), 0);
}

TEST(LoginThrottle, guesses_at_the_same_time_do_not_slip_in) {
  LoginThrottle throttle;
  std::atomic<int> ahead = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 50; ++k)
        if (throttle.attempt("ann", "", kStart) == 0) ++ahead;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ahead, 5);
}

}  // namespace
}  // namespace vedette
