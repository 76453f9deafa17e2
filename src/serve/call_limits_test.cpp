// SPDX-License-Identifier: Apache-2.0
#include "serve/call_limits.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "serve/service_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

constexpr TimeNs kNow = 1'700'000'000 * kSecond;

Principal token(std::string id) {
  return {.kind = Principal::Kind::token, .user = "kim", .session_or_token_id = std::move(id)};
}

std::string field(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  return {};
}

/// What was said to one request: `in`, or the seconds to wait.
std::string said(const std::variant<CallLimits::Share, Problem>& entered) {
  const auto* problem = std::get_if<Problem>(&entered);
  return problem == nullptr ? "in" : field(problem->fields, "Retry-After");
}

TEST(CallLimits, a_second_s_worth_may_come_at_once_and_then_one_at_a_time) {
  CallLimits limits({.per_second = 4});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(said(limits.enter(token("a"), kNow)), "in") << i;
  EXPECT_EQ(said(limits.enter(token("a"), kNow)), "1");
  EXPECT_EQ(said(limits.enter(token("a"), kNow + kSecond / 4 - 1)), "1");
  EXPECT_EQ(said(limits.enter(token("a"), kNow + kSecond / 4)), "in");
  EXPECT_EQ(said(limits.enter(token("a"), kNow + kSecond / 4)), "1");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(said(limits.enter(token("a"), kNow + 9 * kSecond)), "in");
  EXPECT_EQ(said(limits.enter(token("a"), kNow + 9 * kSecond)), "1");
}

TEST(CallLimits, a_steady_sender_at_the_limit_is_never_refused) {
  CallLimits limits({.per_second = 1000});
  for (int i = 0; i < 5000; ++i)
    ASSERT_EQ(said(limits.enter(token("a"), kNow + i * (kSecond / 1000))), "in") << i;
}

TEST(CallLimits, answers_say_what_is_left) {
  CallLimits limits({.per_second = 3});
  const auto first = limits.enter(token("a"), kNow);
  const Fields& fields = std::get<CallLimits::Share>(first).fields();
  EXPECT_EQ(field(fields, "RateLimit-Policy"), "\"credential\";q=3;w=1");
  EXPECT_EQ(field(fields, "RateLimit"), "\"credential\";r=2;t=1");
  for (int i = 0; i < 2; ++i) static_cast<void>(limits.enter(token("a"), kNow));
  const auto refused = limits.enter(token("a"), kNow);
  EXPECT_EQ(field(std::get<Problem>(refused).fields, "RateLimit"), "\"credential\";r=0;t=1");
}

TEST(CallLimits, no_more_are_under_way_than_may_be_and_an_end_makes_room) {
  CallLimits limits({.at_a_time = 2});
  auto first = limits.enter(token("a"), kNow);
  {
    const auto second = limits.enter(token("a"), kNow);
    EXPECT_EQ(said(second), "in");
    EXPECT_EQ(said(limits.enter(token("a"), kNow)), "1");
    EXPECT_TRUE(std::get<CallLimits::Share>(second).fields().empty());
  }
  CallLimits::Share moved = std::get<CallLimits::Share>(std::move(first));
  auto third = limits.enter(token("a"), kNow);
  EXPECT_EQ(said(third), "in");
  EXPECT_EQ(said(limits.enter(token("a"), kNow)), "1");
  moved = std::get<CallLimits::Share>(std::move(third));
  EXPECT_EQ(said(limits.enter(token("a"), kNow)), "1")
      << "what was moved out of is held by `third`";
}

TEST(CallLimits, each_credential_has_its_own_and_others_have_none) {
  CallLimits limits({.per_second = 1, .at_a_time = 1});
  const auto held = limits.enter(token("a"), kNow);
  EXPECT_EQ(said(limits.enter(token("a"), kNow)), "1");
  EXPECT_EQ(said(limits.enter(token("b"), kNow)), "in");
  for (int i = 0; i < 9; ++i) {
    EXPECT_EQ(said(limits.enter(local_principal(), kNow)), "in");
    EXPECT_EQ(said(limits.enter(anonymous_principal(), kNow)), "in");
  }
}

TEST(CallLimits, a_clock_that_is_set_back_costs_a_second_at_most) {
  CallLimits limits({.per_second = 1});
  EXPECT_EQ(said(limits.enter(token("a"), kNow)), "in");
  const TimeNs earlier = kNow - 3600 * kSecond;
  EXPECT_EQ(said(limits.enter(token("a"), earlier)), "1");
  EXPECT_EQ(said(limits.enter(token("a"), earlier + kSecond)), "in");
}

TEST(CallLimits, credentials_that_are_idle_are_forgotten) {
  CallLimits limits({.per_second = 1, .at_a_time = 9});
  const auto held = limits.enter(token("held"), kNow);
  for (int i = 0; i < 100'000; ++i)
    static_cast<void>(limits.enter(token(fmt::format("{}", i)), kNow + i * (kSecond / 100)));
  EXPECT_LT(limits.remembered(), 3'000U);
  EXPECT_EQ(said(limits.enter(token("held"), kNow + 2000 * kSecond)), "in");
}

TEST(CallLimits, hold_for_tokens_over_http) {
  TestService service(Access::accounts, {}, {.per_second = 2});
  const std::string bearer = service.bearer(UserRole::viewer);
  EXPECT_EQ(service.get("/api/v1/models", bearer).status, 200U);
  const ReadResponse second = service.get("/api/v1/models", bearer);
  EXPECT_EQ(second.status, 200U);
  EXPECT_THAT(second.field("RateLimit"), HasSubstr("r="));
  unsigned refused = 0;
  for (int i = 0; i < 20; ++i) {
    const ReadResponse more = service.get("/api/v1/models", bearer);
    if (more.status != 429) continue;
    ++refused;
    EXPECT_EQ(more.field("Retry-After"), "1");
    EXPECT_EQ(parse_json(more.body).value()["type"], "/problems/throttled");
  }
  EXPECT_GT(refused, 0U);
  EXPECT_EQ(service.get("/healthz").status, 200U) << "who sends no token is not counted";
}

TEST(CallLimits, an_answer_that_is_sent_makes_room) {
  TestService service(Access::accounts, {}, {.at_a_time = 1});
  const std::string bearer = service.bearer(UserRole::viewer);
  HttpClient client(service.service().port());
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(
        client.ask(fmt::format("GET /api/v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", bearer))
            .status,
        200U)
        << "request " << i << " of one connection, which stays open";
  EXPECT_EQ(service.get("/api/v1/models", bearer).status, 200U);
}

TEST(CallLimits, who_listens_to_events_may_still_ask) {
  TestService service(Access::accounts, {}, {.at_a_time = 1});
  const std::string bearer = service.bearer(UserRole::viewer);
  HttpClient listener(service.service().port());
  listener.send(fmt::format("GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", bearer));
  EXPECT_THAT(listener.read_through("\r\n\r\n"), HasSubstr("text/event-stream"));
  EXPECT_EQ(service.get("/api/v1/models", bearer).status, 200U);
}

TEST(CallLimits, never_more_is_left_than_may_come) {
  for (const std::int64_t rate : {3, 700'000, 999'999, 1'000'000}) {
    CallLimits limits({.per_second = rate});
    const auto entered = limits.enter(token("a"), kNow);
    const std::string left =
        field(std::get<CallLimits::Share>(entered).fields(), "RateLimit").substr(15);
    EXPECT_LE(std::stoll(left), rate) << left;
  }
}

}  // namespace
}  // namespace vedette
