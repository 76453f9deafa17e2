// SPDX-License-Identifier: Apache-2.0
// Users: the first admin, roles, the last admin, names and passwords.
#include <gmock/gmock.h>

#include "accounts/accounts_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

ErrorCode code_of(const auto& result) {
  return result ? ErrorCode::internal : result.error().code;
}

TEST(Accounts, an_empty_directory_gets_one_admin_with_a_one_time_password) {
  TestAccounts test;
  const auto made = test.accounts.ensure_admin().value();
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->user, "admin");
  EXPECT_THAT(made->password, testing::MatchesRegex("([a-z2-9]{4}-){5}[a-z2-9]{4}"));
  const UserInfo admin = test.accounts.user("admin").value();
  EXPECT_EQ(admin.role, UserRole::admin);
  EXPECT_TRUE(admin.must_change_password);
  EXPECT_EQ(admin.created_at, kTestNow);
  EXPECT_EQ(admin.last_sign_in_at, std::nullopt);
  EXPECT_EQ(test.sign_in("admin", made->password).outcome, SignIn::Outcome::signed_in);
}

TEST(Accounts, there_is_a_first_admin_only_once) {
  TestAccounts test;
  ASSERT_TRUE(test.accounts.ensure_admin().value().has_value());
  EXPECT_FALSE(test.accounts.ensure_admin().value().has_value());
  EXPECT_FALSE(test.open_again().ensure_admin().value().has_value());
  TestAccounts other;
  other.add("zoe", UserRole::viewer);
  EXPECT_FALSE(other.accounts.ensure_admin().value().has_value());
}

TEST(Accounts, one_time_passwords_are_never_the_same) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  const std::string first = test.accounts.add_user("ann", UserRole::viewer).value().password;
  const std::string second = test.accounts.reset_password("ann").value().password;
  EXPECT_NE(first, second);
  EXPECT_EQ(test.sign_in("ann", first).outcome, SignIn::Outcome::refused);
  EXPECT_EQ(test.sign_in("ann", second).outcome, SignIn::Outcome::signed_in);
}

TEST(Accounts, users_are_listed_by_name_and_found) {
  TestAccounts test;
  for (const char* name : {"zoe", "ann", "m.b@example.org", "7of9"})
    test.add(name, UserRole::viewer);
  std::vector<std::string> names;
  const std::vector<UserInfo> users = test.accounts.users().value();
  for (const UserInfo& user : users) names.push_back(user.name);
  EXPECT_THAT(names, testing::ElementsAre("7of9", "ann", "m.b@example.org", "zoe"));
  EXPECT_EQ(code_of(test.accounts.user("bob")), ErrorCode::not_found);
}

TEST(Accounts, names_of_users_are_plain) {
  TestAccounts test;
  const std::string longest(64, 'a');
  for (const std::string& name : {std::string("a"), std::string("a.b_c-d@e"), longest})
    EXPECT_TRUE(test.accounts.add_user(name, UserRole::viewer, kGoodPassword)) << name;
  for (const std::string& name :
       {std::string(), longest + "a", std::string("Ann"), std::string(".ann"), std::string("a b"),
        std::string("a/b"), std::string("cli:root"), std::string("\xc3\xa4nn"),
        std::string("a\nb"), std::string("a\0b", 3)})
    EXPECT_EQ(code_of(test.accounts.add_user(name, UserRole::viewer, kGoodPassword)),
              ErrorCode::invalid_argument)
        << name;
  EXPECT_EQ(code_of(test.accounts.add_user("a", UserRole::admin, kGoodPassword)),
            ErrorCode::already_exists);
  EXPECT_EQ(test.accounts.user("a")->role, UserRole::viewer);
}

TEST(Accounts, the_last_admin_stays) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::viewer);
  EXPECT_EQ(code_of(test.accounts.set_role("root", UserRole::engineer)), ErrorCode::conflict);
  EXPECT_EQ(code_of(test.accounts.disable("root")), ErrorCode::conflict);
  EXPECT_EQ(code_of(test.accounts.remove_user("root")), ErrorCode::conflict);
  EXPECT_EQ(test.accounts.user("root")->role, UserRole::admin);
  EXPECT_FALSE(test.accounts.user("root")->disabled);
  EXPECT_TRUE(test.accounts.set_role("root", UserRole::admin));
}

TEST(Accounts, an_admin_who_is_disabled_does_not_count) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  test.add("ann", UserRole::admin);
  ASSERT_TRUE(test.accounts.disable("ann"));
  EXPECT_EQ(code_of(test.accounts.remove_user("root")), ErrorCode::conflict);
  ASSERT_TRUE(test.accounts.enable("ann"));
  EXPECT_TRUE(test.accounts.remove_user("root"));
  EXPECT_EQ(code_of(test.accounts.disable("ann")), ErrorCode::conflict);
}

TEST(Accounts, changes_to_nobody_are_not_found) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  EXPECT_EQ(code_of(test.accounts.set_role("bob", UserRole::viewer)), ErrorCode::not_found);
  EXPECT_EQ(code_of(test.accounts.disable("bob")), ErrorCode::not_found);
  EXPECT_EQ(code_of(test.accounts.enable("bob")), ErrorCode::not_found);
  EXPECT_EQ(code_of(test.accounts.remove_user("bob")), ErrorCode::not_found);
  EXPECT_EQ(code_of(test.accounts.reset_password("bob")), ErrorCode::not_found);
  EXPECT_EQ(code_of(test.accounts.set_password("bob", kGoodPassword)), ErrorCode::not_found);
}

TEST(Accounts, a_weak_password_changes_nothing_and_is_not_repeated) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  const auto refused = test.accounts.set_password("root", "password1234");
  ASSERT_EQ(code_of(refused), ErrorCode::invalid_argument);
  EXPECT_THAT(to_string(refused.error()), Not(HasSubstr("password1234")));
  EXPECT_EQ(test.sign_in("root").outcome, SignIn::Outcome::signed_in);
}

TEST(Accounts, nothing_secret_stands_in_the_files) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  const SignIn session = test.sign_in("root");
  const NewToken token =
      test.accounts.create_token("root", "ci", {Scope::read}, std::nullopt).value();
  const std::string one_time = test.accounts.add_user("ann", UserRole::viewer)->password;
  std::string all;
  for (const char* name : {"users.json", "sessions.json", "tokens.json"})
    all += text_of(test.file(name));
  for (const std::string_view secret :
       {std::string_view(kGoodPassword), std::string_view(session.secret),
        std::string_view(session.principal->csrf), std::string_view(token.secret),
        std::string_view(one_time)})
    EXPECT_THAT(all, Not(HasSubstr(std::string(secret))));
}

TEST(Accounts, only_the_owner_can_read_the_files) {
  TestAccounts test;
  test.add("root", UserRole::admin);
  (void)test.sign_in("root");
  (void)test.accounts.create_token("root", "ci", {Scope::read}, std::nullopt).value();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(test.directory / "accounts").permissions(), perms::owner_all);
  for (const char* name : {"users.json", "sessions.json", "tokens.json"})
    EXPECT_EQ(std::filesystem::status(test.file(name)).permissions(),
              perms::owner_read | perms::owner_write)
        << name;
}

}  // namespace
}  // namespace vedette
