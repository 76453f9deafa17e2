// SPDX-License-Identifier: Apache-2.0
// Several processes and threads over one directory.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "accounts/accounts_for_test.hpp"

namespace vedette {
namespace {

TEST(Sharing, changes_of_another_process_are_noticed_within_a_second) {
  TestAccounts server;
  server.add("root", UserRole::admin);
  server.add("ann", UserRole::engineer);
  const SignIn session = server.sign_in("ann");
  const NewToken token =
      server.accounts.create_token("ann", "x", {Scope::train}, std::nullopt).value();
  Accounts command = server.open_again();
  ASSERT_TRUE(command.set_role("ann", UserRole::analyst));
  EXPECT_EQ(server.accounts.by_token(token.secret).value()->scopes, ScopeSet{Scope::train})
      << "not looked at yet";
  server.now += kTestSecond;
  EXPECT_TRUE(server.accounts.by_token(token.secret).value()->scopes.empty());
  ASSERT_TRUE(command.disable("ann"));
  server.now += kTestSecond;
  EXPECT_EQ(server.accounts.by_session(session.secret).value(), nullptr);
  EXPECT_EQ(server.accounts.by_token(token.secret).value(), nullptr);
}

TEST(Sharing, a_change_builds_on_what_another_process_wrote) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  Accounts other = test.open_again();
  ASSERT_TRUE(other.add_user("ann", UserRole::viewer, kGoodPassword));
  ASSERT_TRUE(test.accounts.add_user("bob", UserRole::viewer, kGoodPassword));
  EXPECT_EQ(test.accounts.users()->size(), 3U);
  EXPECT_EQ(test.accounts.add_user("ann", UserRole::admin, kGoodPassword).error().code,
            ErrorCode::already_exists);
}

TEST(Sharing, the_last_admin_stays_whoever_asks) {
  TestAccounts test;
  test.add("ann", UserRole::admin);
  test.add("bob", UserRole::admin);
  Accounts other = test.open_again();
  ASSERT_TRUE(other.remove_user("ann"));
  EXPECT_EQ(test.accounts.remove_user("bob").error().code, ErrorCode::conflict);
}

TEST(Sharing, only_one_process_makes_the_first_admin) {
  TestAccounts test;
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      Accounts accounts = test.open_again();
      if (accounts.ensure_admin().value()) ++made;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(test.open_again().users()->size(), 1U);
}

TEST(Sharing, nothing_is_lost_when_two_processes_change_at_once) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  std::vector<std::thread> threads;
  for (const char* prefix : {"a", "b"})
    threads.emplace_back([&test, prefix] {
      Accounts accounts = test.open_again();
      for (int i = 0; i < 10; ++i) {
        const std::string name = prefix + std::to_string(i);
        check(accounts.add_user(name, UserRole::viewer, kGoodPassword).has_value(), "it is added");
        check(accounts.create_token(name, "x", {Scope::read}, std::nullopt).has_value(),
              "it is made");
      }
    });
  for (std::thread& thread : threads) thread.join();
  Accounts after = test.open_again();
  EXPECT_EQ(after.users()->size(), 21U);
  EXPECT_EQ(after.tokens()->size(), 20U);
}

TEST(Sharing, looking_up_goes_on_while_others_change) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::viewer);
  const NewToken token =
      test.accounts.create_token("root", "x", {Scope::read}, std::nullopt).value();
  std::atomic<TimeNs> now = kTestNow;
  Accounts server = Accounts::open(test.directory / "accounts", [&now] { return now.load(); },
                                   cheap_rules())
                        .value();
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!done) {
        now += kTestSecond / 2;
        const auto principal = server.by_token(token.secret);
        if (!principal || *principal == nullptr) ++wrong;
      }
    });
  Accounts command = test.open_again();
  for (int i = 0; i < 10; ++i) {
    check(command.disable("ann").has_value(), "a command can change users");
    check(server.enable("ann").has_value(), "and so can the server");
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Sharing, uses_in_two_processes_keep_the_later_time) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  const NewToken token =
      test.accounts.create_token("root", "x", {Scope::read}, std::nullopt).value();
  Accounts other = test.open_again();
  test.now += 10 * kTestSecond;
  ASSERT_NE(other.by_token(token.secret).value(), nullptr);
  test.now += 10 * kTestSecond;
  ASSERT_NE(test.accounts.by_token(token.secret).value(), nullptr);
  ASSERT_TRUE(test.accounts.save_activity());
  ASSERT_TRUE(other.save_activity());
  EXPECT_EQ(test.open_again().tokens()->at(0).last_used_at, test.now);
}

}  // namespace
}  // namespace vedette
