// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "accounts/accounts_for_test.hpp"
#include "base/random.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

ScopeSet random_scopes(Random& random) {
  ScopeSet scopes;
  for (const Scope scope : ScopeSet::all().list())
    if (random.below(2) == 1) scopes = scopes | ScopeSet{scope};
  return scopes;
}

TEST(Tokens, open_what_they_say_and_are_listed_newest_first) {
  TestAccounts test;
  test.add("ann", UserRole::engineer);
  const NewToken ci =
      test.accounts.create_token("ann", "ci", {Scope::read, Scope::ingest}, std::nullopt).value();
  test.now += kTestMinute;
  const NewToken sensor =
      test.accounts.create_token("ann", "sensor 7", {Scope::predict}, test.now + kTestDay).value();
  const auto principal = test.accounts.by_token(ci.secret).value();
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->kind, Principal::Kind::token);
  EXPECT_EQ(principal->user, "ann");
  EXPECT_EQ(principal->scopes, (ScopeSet{Scope::read, Scope::ingest}));
  EXPECT_EQ(principal->session_or_token_id, ci.info.id);
  EXPECT_EQ(principal->expires_at, 0);
  EXPECT_TRUE(principal->csrf.empty());
  const auto tokens = test.accounts.tokens().value();
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(tokens[0], sensor.info);
  EXPECT_EQ(tokens[1].last_used_at, test.now);
}

TEST(Tokens, requests_that_make_no_sense_are_refused) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const struct {
    const char* what;
    std::string owner;
    std::string name;
    ScopeSet scopes;
    std::optional<TimeNs> expires_at;
    ErrorCode code;
  } cases[] = {
      {"no scopes", "ann", "x", {}, {}, ErrorCode::invalid_argument},
      {"beyond the role", "ann", "x", {Scope::train}, {}, ErrorCode::invalid_argument},
      {"expired", "ann", "x", {Scope::read}, kTestNow, ErrorCode::invalid_argument},
      {"no name", "ann", "", {Scope::read}, {}, ErrorCode::invalid_argument},
      {"long name", "ann", std::string(65, 'x'), {Scope::read}, {}, ErrorCode::invalid_argument},
      {"control", "ann", "a\x1b[2J", {Scope::read}, {}, ErrorCode::invalid_argument},
      {"no such owner", "bob", "x", {Scope::read}, {}, ErrorCode::not_found},
  };
  for (const auto& each : cases) {
    const auto made =
        test.accounts.create_token(each.owner, each.name, each.scopes, each.expires_at);
    ASSERT_FALSE(made) << each.what;
    EXPECT_EQ(made.error().code, each.code) << each.what;
  }
  EXPECT_TRUE(test.accounts.tokens()->empty());
}

TEST(Tokens, what_is_no_token_opens_nothing) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const std::string token =
      test.accounts.create_token("ann", "x", {Scope::read}, std::nullopt)->secret;
  const std::string foreign = [] {
    TestAccounts other;
    other.add("ann", UserRole::viewer);
    return other.accounts.create_token("ann", "x", {Scope::read}, std::nullopt)->secret;
  }();
  for (const std::string& wrong : {std::string(), token + "0", token.substr(1), foreign,
                                   "Bearer " + token, std::string(1 << 20, 'x')})
    EXPECT_EQ(test.accounts.by_token(wrong).value(), nullptr);
  EXPECT_NE(test.accounts.by_token(token).value(), nullptr);
}

TEST(Tokens, expire_and_do_not_believe_a_clock_before_their_beginning) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const NewToken token =
      test.accounts.create_token("ann", "x", {Scope::read}, kTestNow + kTestDay).value();
  const struct {
    TimeNs now;
    bool good;
  } cases[] = {{kTestNow, true},
               {kTestNow + kTestDay - 1, true},
               {kTestNow + kTestDay, false},
               {kTestNow - 4 * kTestMinute, true},
               {kTestNow - kTestDay, false},
               {kTestNow + kTestHour, true}};
  for (const auto& each : cases) {
    test.now = each.now;
    EXPECT_EQ(test.accounts.by_token(token.secret).value() != nullptr, each.good)
        << each.now - kTestNow;
  }
  EXPECT_EQ(test.accounts.tokens()->size(), 1U) << "an expired token is still shown";
}

TEST(Tokens, stop_at_once_when_revoked) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const NewToken token =
      test.accounts.create_token("ann", "x", {Scope::read}, std::nullopt).value();
  EXPECT_EQ(test.accounts.revoke_token(token.info.id).value(), token.info);
  EXPECT_EQ(test.accounts.by_token(token.secret).value(), nullptr);
  EXPECT_EQ(test.accounts.revoke_token(token.info.id).error().code, ErrorCode::not_found);
}

TEST(Tokens, stop_with_their_owner_and_a_new_user_of_that_name_has_none) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::viewer);
  const NewToken token =
      test.accounts.create_token("ann", "x", {Scope::read}, std::nullopt).value();
  ASSERT_TRUE(test.accounts.disable("ann"));
  EXPECT_EQ(test.accounts.by_token(token.secret).value(), nullptr);
  ASSERT_TRUE(test.accounts.enable("ann"));
  EXPECT_NE(test.accounts.by_token(token.secret).value(), nullptr);
  ASSERT_TRUE(test.accounts.remove_user("ann"));
  EXPECT_EQ(test.accounts.by_token(token.secret).value(), nullptr);
  test.add("ann", UserRole::viewer);
  EXPECT_EQ(test.accounts.by_token(token.secret).value(), nullptr);
  EXPECT_TRUE(test.accounts.tokens()->empty());
}

TEST(Tokens, may_do_what_both_they_and_their_owner_s_role_allow_now) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::admin);
  Random random(7);
  for (int i = 0; i < 12; ++i) {
    const ScopeSet wanted = random_scopes(random);
    if (wanted.empty()) continue;
    ASSERT_TRUE(test.accounts.set_role("ann", UserRole::admin));
    const NewToken token =
        test.accounts.create_token("ann", "x", wanted, std::nullopt).value();
    for (const UserRole role :
         {UserRole::viewer, UserRole::analyst, UserRole::engineer, UserRole::admin}) {
      ASSERT_TRUE(test.accounts.set_role("ann", role));
      const auto principal = test.accounts.by_token(token.secret).value();
      ASSERT_NE(principal, nullptr);
      EXPECT_EQ(principal->scopes, wanted & scopes_of(role));
      EXPECT_EQ(principal->role, role);
    }
  }
}

TEST(Tokens, the_last_use_is_written_once_a_minute) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const NewToken token =
      test.accounts.create_token("ann", "x", {Scope::read}, std::nullopt).value();
  const std::string before = text_of(test.file("tokens.json"));
  test.now += 30 * kTestSecond;
  ASSERT_NE(test.accounts.by_token(token.secret).value(), nullptr);
  EXPECT_EQ(text_of(test.file("tokens.json")), before);
  EXPECT_EQ(test.accounts.tokens()->at(0).last_used_at, test.now) << "known before it is written";
  test.now += 30 * kTestSecond;
  ASSERT_NE(test.accounts.by_token(token.secret).value(), nullptr);
  EXPECT_EQ(test.open_again().tokens()->at(0).last_used_at, test.now);
  test.now += 10 * kTestSecond;
  ASSERT_NE(test.accounts.by_token(token.secret).value(), nullptr);
  ASSERT_TRUE(test.accounts.save_activity());
  EXPECT_EQ(test.open_again().tokens()->at(0).last_used_at, test.now);
}

TEST(Tokens, one_user_has_at_most_a_hundred) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(test.accounts.create_token("ann", "x", {Scope::read}, std::nullopt));
  EXPECT_EQ(test.accounts.create_token("ann", "x", {Scope::read}, std::nullopt).error().code,
            ErrorCode::too_large);
}

}  // namespace
}  // namespace vedette
