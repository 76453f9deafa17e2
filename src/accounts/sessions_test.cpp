// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "accounts/accounts_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const Principal> who(Accounts& accounts, const SignIn& session) {
  return accounts.by_session(session.secret).value();
}

TEST(SignIn, gives_a_session_with_the_role_s_scopes) {
  TestAccounts test;
  test.add("ann", UserRole::analyst);
  const SignIn session = test.sign_in("ann");
  ASSERT_EQ(session.outcome, SignIn::Outcome::signed_in);
  EXPECT_THAT(session.secret, testing::MatchesRegex("[0-9A-Za-z]{43}"));
  const auto principal = who(test.accounts, session);
  ASSERT_NE(principal, nullptr);
  EXPECT_EQ(principal->kind, Principal::Kind::session);
  EXPECT_EQ(principal->user, "ann");
  EXPECT_EQ(principal->role, UserRole::analyst);
  EXPECT_EQ(principal->scopes, scopes_of(UserRole::analyst));
  EXPECT_EQ(principal->expires_at, kTestNow + 12 * kTestHour);
  EXPECT_EQ(principal->csrf, session.principal->csrf);
  EXPECT_EQ(test.accounts.user("ann")->last_sign_in_at, kTestNow);
}

TEST(SignIn, every_refusal_looks_the_same) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::viewer);
  ASSERT_TRUE(test.accounts.disable("ann"));
  const struct {
    const char* what;
    std::string name;
    std::string password;
  } cases[] = {
      {"wrong password", "root", std::string(kOtherPassword)},
      {"empty password", "root", ""},
      {"very long password", "root", std::string(5000, 'x')},
      {"unknown user", "eve", std::string(kGoodPassword)},
      {"disabled user, right password", "ann", std::string(kGoodPassword)},
      {"disabled user, wrong password", "ann", std::string(kOtherPassword)},
      {"no name", "", std::string(kGoodPassword)},
      {"very long name", std::string(5000, 'x'), std::string(kGoodPassword)},
  };
  for (const auto& each : cases) {
    const SignIn answer = test.sign_in(each.name, each.password);
    EXPECT_EQ(answer.outcome, SignIn::Outcome::refused) << each.what;
    EXPECT_EQ(answer.retry_after, 0) << each.what;
    EXPECT_TRUE(answer.secret.empty()) << each.what;
    EXPECT_EQ(answer.principal, nullptr) << each.what;
  }
}

TEST(SignIn, guesses_are_slowed_down_even_when_the_last_is_right) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(test.sign_in("root", kOtherPassword).outcome, SignIn::Outcome::refused);
  const SignIn answer = test.sign_in("root");
  EXPECT_EQ(answer.outcome, SignIn::Outcome::throttled);
  EXPECT_EQ(answer.retry_after, kTestMinute);
  test.now += kTestMinute;
  EXPECT_EQ(test.sign_in("root").outcome, SignIn::Outcome::signed_in);
}

TEST(SignIn, names_that_do_not_exist_are_slowed_down_too) {
  TestAccounts test;
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(test.sign_in("eve").outcome, SignIn::Outcome::refused);
  EXPECT_EQ(test.sign_in("eve").outcome, SignIn::Outcome::throttled);
}

TEST(SignIn, a_password_hashed_at_another_cost_is_hashed_anew) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  const std::string before = text_of(test.file("users.json"));
  ASSERT_THAT(before, HasSubstr("m=8,t=1,"));
  AccountRules dearer = cheap_rules();
  dearer.password_cost.passes = 2;
  Accounts accounts = test.open_again(dearer);
  ASSERT_EQ(accounts.sign_in("root", kOtherPassword, "192.0.2.1")->outcome,
            SignIn::Outcome::refused);
  EXPECT_EQ(text_of(test.file("users.json")), before);
  ASSERT_EQ(accounts.sign_in("root", kGoodPassword, "192.0.2.1")->outcome,
            SignIn::Outcome::signed_in);
  EXPECT_THAT(text_of(test.file("users.json")), HasSubstr("m=8,t=2,"));
  EXPECT_EQ(accounts.sign_in("root", kGoodPassword, "192.0.2.1")->outcome,
            SignIn::Outcome::signed_in);
}

TEST(SignIn, works_at_the_real_cost) {
  TestAccounts test;
  Accounts accounts = test.open_again(AccountRules{});
  const OneTimeCredentials made = accounts.ensure_admin().value().value();
  EXPECT_THAT(text_of(test.file("users.json")), HasSubstr("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_EQ(accounts.sign_in("admin", made.password, "192.0.2.1")->outcome,
            SignIn::Outcome::signed_in);
  EXPECT_EQ(accounts.sign_in("admin", kGoodPassword, "192.0.2.1")->outcome,
            SignIn::Outcome::refused);
}

TEST(Sessions, end_when_idle_or_old) {
  const struct {
    const char* what;
    std::vector<TimeNs> used_after;  ///< hours since sign-in; the last use decides
    bool good;
  } cases[] = {
      {"at once", {0}, true},
      {"just before idle", {11}, true},
      {"idle", {12}, false},
      {"kept awake", {11, 22, 33, 44}, true},
      {"kept awake, then idle", {11, 22, 34}, false},
      {"kept awake for a week",
       {11, 22, 33, 44, 55, 66, 77, 88, 99, 110, 121, 132, 143, 154, 165, 168}, false},
  };
  for (const auto& each : cases) {
    TestAccounts test;
    test.add("ann", UserRole::viewer);
    const SignIn session = test.sign_in("ann");
    std::shared_ptr<const Principal> last;
    for (const TimeNs hours : each.used_after) {
      test.now = kTestNow + hours * kTestHour;
      last = who(test.accounts, session);
    }
    EXPECT_EQ(last != nullptr, each.good) << each.what;
  }
}

TEST(Sessions, expiry_is_told_and_never_beyond_the_absolute_end) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn session = test.sign_in("ann");
  for (int hours = 0; hours < 168; hours += 10) {
    test.now = kTestNow + hours * kTestHour;
    const auto principal = who(test.accounts, session);
    ASSERT_NE(principal, nullptr);
    EXPECT_EQ(principal->expires_at,
              std::min(test.now + 12 * kTestHour, kTestNow + 7 * kTestDay));
  }
}

TEST(Sessions, a_clock_set_back_before_their_beginning_is_not_believed) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn session = test.sign_in("ann");
  test.now = kTestNow - 4 * kTestMinute;
  EXPECT_NE(who(test.accounts, session), nullptr);
  test.now = kTestNow - 6 * kTestMinute;
  EXPECT_EQ(who(test.accounts, session), nullptr);
  test.now = kTestNow;
  EXPECT_NE(who(test.accounts, session), nullptr) << "the session itself is not lost";
}

TEST(Sessions, only_the_very_secret_opens_one) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn session = test.sign_in("ann");
  std::string other = session.secret;
  other[20] = other[20] == 'x' ? 'y' : 'x';
  for (const std::string& wrong : {std::string(), other, session.secret + "0",
                                   session.secret.substr(1), std::string(43, '\0'),
                                   session.principal->session_or_token_id})
    EXPECT_EQ(test.accounts.by_session(wrong).value(), nullptr);
}

TEST(Sessions, csrf_tokens_are_stable_and_of_one_session_only) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn first = test.sign_in("ann");
  const SignIn second = test.sign_in("ann");
  EXPECT_EQ(first.principal->csrf.size(), 64U);
  EXPECT_NE(first.principal->csrf, second.principal->csrf);
  Accounts other = test.open_again();
  EXPECT_EQ(who(other, first)->csrf, first.principal->csrf);
}

TEST(Sessions, survive_a_restart_and_end_on_signing_out) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn session = test.sign_in("ann");
  const SignIn other = test.sign_in("ann");
  Accounts restarted = test.open_again();
  EXPECT_NE(who(restarted, session), nullptr);
  ASSERT_TRUE(restarted.sign_out(session.secret));
  EXPECT_EQ(who(restarted, session), nullptr);
  EXPECT_NE(who(restarted, other), nullptr);
  EXPECT_TRUE(restarted.sign_out(session.secret)) << "twice is fine";
}

TEST(Sessions, end_at_once_with_their_user) {
  using Change = Result<> (*)(Accounts&);
  const struct {
    const char* what;
    Change change;
    bool ends;
  } cases[] = {
      {"disabled", [](Accounts& a) { return a.disable("ann").map([](auto&&) {}); }, true},
      {"removed", [](Accounts& a) { return a.remove_user("ann"); }, true},
      {"password set",
       [](Accounts& a) { return a.set_password("ann", kOtherPassword).map([](auto&&) {}); }, true},
      {"password reset", [](Accounts& a) { return a.reset_password("ann").map([](auto&&) {}); },
       true},
      {"role changed",
       [](Accounts& a) { return a.set_role("ann", UserRole::engineer).map([](auto&&) {}); }, false},
      {"somebody else disabled",
       [](Accounts& a) { return a.disable("bob").map([](auto&&) {}); }, false},
  };
  for (const auto& each : cases) {
    TestAccounts test;
    for (const char* name : {"ann", "bob"}) test.add(name, UserRole::viewer);
    const SignIn session = test.sign_in("ann");
    ASSERT_TRUE(each.change(test.accounts)) << each.what;
    EXPECT_EQ(who(test.accounts, session) == nullptr, each.ends) << each.what;
  }
}

TEST(Sessions, those_of_a_disabled_user_do_not_come_back) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn session = test.sign_in("ann");
  ASSERT_TRUE(test.accounts.disable("ann"));
  ASSERT_TRUE(test.accounts.enable("ann"));
  EXPECT_EQ(who(test.accounts, session), nullptr);
  EXPECT_EQ(test.sign_in("ann").outcome, SignIn::Outcome::signed_in);
}

TEST(Sessions, a_new_role_counts_from_the_next_request_on) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::admin);
  const SignIn session = test.sign_in("ann");
  ASSERT_TRUE(test.accounts.set_role("ann", UserRole::viewer));
  EXPECT_EQ(who(test.accounts, session)->scopes, scopes_of(UserRole::viewer));
}

TEST(Sessions, are_few_per_user_and_ended_ones_leave_the_file) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const SignIn first = test.sign_in("ann");
  for (int i = 0; i < 50; ++i) (void)test.sign_in("ann");
  EXPECT_EQ(who(test.accounts, first), nullptr);
  const auto lines = [&] {
    const std::string text = text_of(test.file("sessions.json"));
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(lines(), 52);
  test.now += kTestDay;
  (void)test.sign_in("ann");
  EXPECT_EQ(lines(), 3);
}

TEST(ChangePassword, ends_the_other_sessions_and_lifts_the_duty_to_change) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  const std::string one_time = test.accounts.add_user("ann", UserRole::engineer)->password;
  const SignIn other = test.sign_in("ann", one_time);
  const SignIn session = test.sign_in("ann", one_time);
  EXPECT_TRUE(session.principal->must_change_password);
  EXPECT_TRUE(session.principal->scopes.empty()) << "until the password is changed";
  ASSERT_TRUE(test.accounts.change_password(*session.principal, one_time, kGoodPassword));
  EXPECT_EQ(who(test.accounts, other), nullptr);
  const auto principal = who(test.accounts, session);
  ASSERT_NE(principal, nullptr);
  EXPECT_FALSE(principal->must_change_password);
  EXPECT_EQ(principal->scopes, scopes_of(UserRole::engineer));
  EXPECT_EQ(test.sign_in("ann", one_time).outcome, SignIn::Outcome::refused);
  EXPECT_EQ(test.sign_in("ann").outcome, SignIn::Outcome::signed_in);
}

TEST(ChangePassword, is_refused_with_a_reason) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const Principal session = *test.sign_in("ann").principal;
  Principal gone = session;
  gone.session_or_token_id = "000000000000";
  const struct {
    const char* what;
    Principal principal;
    std::string_view old_password;
    std::string_view new_password;
    ErrorCode code;
  } cases[] = {
      {"wrong old one", session, kOtherPassword, kOtherPassword, ErrorCode::invalid_argument},
      {"weak new one", session, kGoodPassword, "short", ErrorCode::invalid_argument},
      {"the same again", session, kGoodPassword, kGoodPassword, ErrorCode::invalid_argument},
      {"no session", local_principal(), kGoodPassword, kOtherPassword, ErrorCode::conflict},
      {"ended session", gone, kGoodPassword, kOtherPassword, ErrorCode::conflict},
  };
  for (const auto& each : cases) {
    const Result<> result = test.accounts.change_password(each.principal, each.old_password,
                                                          each.new_password);
    ASSERT_FALSE(result) << each.what;
    EXPECT_EQ(result.error().code, each.code) << each.what;
    EXPECT_THAT(to_string(result.error()), Not(HasSubstr(std::string(kGoodPassword))));
    EXPECT_THAT(to_string(result.error()), Not(HasSubstr(std::string(kOtherPassword))));
  }
  EXPECT_EQ(test.sign_in("ann").outcome, SignIn::Outcome::signed_in);
}

TEST(ChangePassword, a_stolen_session_cannot_guess_on_nor_lock_its_owner_out) {
  TestAccounts test;
  test.add("ann", UserRole::viewer);
  const Principal session = *test.sign_in("ann").principal;
  constexpr std::string_view kThird = "a third password";
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(test.accounts.change_password(session, kOtherPassword, kThird).error().code,
              ErrorCode::invalid_argument);
  const Result<> slowed = test.accounts.change_password(session, kGoodPassword, kThird);
  ASSERT_FALSE(slowed);
  EXPECT_EQ(slowed.error().code, ErrorCode::unavailable);
  EXPECT_THAT(slowed.error().hint, HasSubstr("60 s"));
  EXPECT_EQ(test.sign_in("ann").outcome, SignIn::Outcome::signed_in);
}

}  // namespace
}  // namespace vedette
