// SPDX-License-Identifier: Apache-2.0
// Damage fails closed: nobody gets in, and nobody is made an admin.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "accounts/accounts_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

/// Accounts with a user, a session and a token, all three files in place.
struct FullAccounts : TestAccounts {
  SignIn session;
  NewToken token;
  FullAccounts() {
    add("root", UserRole::admin);
    session = sign_in("root");
    token = accounts.create_token("root", "x", {Scope::read}, std::nullopt).value();
  }
  /// The errors of every kind of call; all must be errors.
  [[nodiscard]] std::vector<Error> errors() {
    now += kTestSecond;
    std::vector<Error> all;
    const auto keep = [&all](const auto& result) {
      EXPECT_FALSE(result.has_value());
      if (!result) all.push_back(result.error());
    };
    keep(accounts.by_token(token.secret));
    keep(accounts.by_session(session.secret));
    keep(accounts.sign_in("root", kGoodPassword, "192.0.2.1"));
    keep(accounts.ensure_admin());
    keep(accounts.users());
    keep(accounts.tokens());
    keep(accounts.add_user("eve", UserRole::admin, kGoodPassword));
    keep(accounts.health());
    keep(open_again().ensure_admin());
    return all;
  }
  void expect_closed(const char* what, std::string_view file) {
    for (const Error& error : errors())
      EXPECT_THAT(to_string(error), HasSubstr(std::string(file))) << what;
  }
  [[nodiscard]] bool open_to_its_token() {
    now += kTestSecond;
    const auto principal = accounts.by_token(token.secret);
    return principal && *principal != nullptr;
  }
};

TEST(AccountFiles, a_damaged_file_shuts_everybody_out_until_it_is_repaired) {
  FullAccounts test;
  for (const char* name : {"users.json", "sessions.json", "tokens.json"}) {
    const std::string good = text_of(test.file(name));
    for (const std::string& bad :
         {std::string(), std::string("{}"), std::string("null"), good.substr(0, good.size() / 2),
          std::string("\0\0\0\0", 4), good + "x"}) {
      put_text(test.file(name), bad);
      test.expect_closed("damaged", name);
      EXPECT_EQ(text_of(test.file(name)), bad) << "damage is not written over";
    }
    put_text(test.file(name), good);
    EXPECT_TRUE(test.open_to_its_token()) << name;
  }
}

TEST(AccountFiles, a_users_file_cut_short_anywhere_is_damage) {
  FullAccounts test;
  const std::string good = text_of(test.file("users.json"));
  for (std::size_t size = 0; size + 1 < good.size(); size += 3) {
    put_text(test.file("users.json"), good.substr(0, size));
    test.now += kTestSecond;
    ASSERT_FALSE(test.accounts.by_token(test.token.secret)) << size;
    ASSERT_FALSE(test.accounts.ensure_admin()) << size;
  }
}

TEST(AccountFiles, users_gone_beside_the_others_are_not_no_users) {
  FullAccounts test;
  std::filesystem::remove(test.file("users.json"));
  test.expect_closed("gone", "users.json");
  EXPECT_FALSE(std::filesystem::exists(test.file("users.json")));
}

TEST(AccountFiles, what_does_not_fit_the_format_is_damage) {
  FullAccounts test;
  const std::string users = text_of(test.file("users.json"));
  const struct {
    const char* what;
    std::string from;
    std::string to;
  } cases[] = {
      {"newer version", "\"version\":1", "\"version\":2"},
      {"other format", "vedette-users", "vedette-tokens"},
      {"unknown role", "\"role\":\"admin\"", "\"role\":\"king\""},
      {"no hash", "$argon2id$", "$plain$"},
      {"wrong type", "\"disabled\":false", "\"disabled\":0"},
      {"missing key", "\"must_change_password\"", "\"must\""},
      {"not a list", "\"users\":[", "\"users\":{\"a\":["},
  };
  for (const auto& each : cases) {
    std::string bad = users;
    ASSERT_NE(bad.find(each.from), std::string::npos) << each.what;
    bad.replace(bad.find(each.from), each.from.size(), each.to);
    put_text(test.file("users.json"), bad);
    test.expect_closed(each.what, "users.json");
  }
  std::string twice = users;
  const std::size_t row = twice.find("{\"name\"");
  const std::string line = twice.substr(row, twice.find('\n', row) - row);
  twice.insert(row, line + ",\n");
  put_text(test.file("users.json"), twice);
  test.expect_closed("a name twice", "users.json");
}

TEST(AccountFiles, a_hash_in_a_damaged_file_is_not_repeated) {
  FullAccounts test;
  std::string users = text_of(test.file("users.json"));
  users.replace(users.find("$argon2id$"), 10, "$argon2xx$");
  put_text(test.file("users.json"), users);
  for (const Error& error : test.errors())
    EXPECT_THAT(to_string(error), testing::Not(HasSubstr("$argon2xx$")));
}

TEST(AccountFiles, files_open_to_others_are_refused_until_they_are_not) {
  FullAccounts test;
  for (const char* name : {"users.json", "sessions.json", "tokens.json"}) {
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0666U}) {
      ASSERT_EQ(::chmod(test.file(name).c_str(), mode), 0);
      test.expect_closed("mode", name);
    }
    ASSERT_EQ(::chmod(test.file(name).c_str(), 0600), 0);
    EXPECT_TRUE(test.open_to_its_token()) << name;
  }
}

TEST(AccountFiles, a_directory_that_others_may_write_to_is_refused) {
  TestDirectory directory;
  ASSERT_EQ(::chmod(directory.path().c_str(), 0770), 0);
  const auto refused = Accounts::open(directory.path(), [] { return kTestNow; });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  EXPECT_THAT(refused.error().hint, HasSubstr("chmod 700"));
}

TEST(AccountFiles, links_pipes_and_directories_are_no_state) {
  const struct {
    const char* what;
    void (*put)(const std::filesystem::path& from, const std::filesystem::path& at);
  } cases[] = {
      {"link", [](const auto& from, const auto& at) { std::filesystem::create_symlink(from, at); }},
      {"pipe", [](const auto&, const auto& at) { check(::mkfifo(at.c_str(), 0600) == 0, "pipe"); }},
      {"directory", [](const auto&, const auto& at) { std::filesystem::create_directory(at); }},
  };
  for (const auto& each : cases) {
    FullAccounts test;
    const std::filesystem::path saved = test.directory / "saved.json";
    std::filesystem::rename(test.file("users.json"), saved);
    each.put(saved, test.file("users.json"));
    test.expect_closed(each.what, "users.json");
  }
}

TEST(AccountFiles, what_was_not_changed_is_not_written) {
  FullAccounts test;
  const auto inode = [&](const char* name) {
    struct stat status {};
    check(::stat(test.file(name).c_str(), &status) == 0, "the file is there");
    return status.st_ino;
  };
  const auto sessions = inode("sessions.json");
  const auto tokens = inode("tokens.json");
  ASSERT_TRUE(test.accounts.add_user("ann", UserRole::viewer, kGoodPassword));
  EXPECT_EQ(inode("sessions.json"), sessions);
  EXPECT_EQ(inode("tokens.json"), tokens);
  ASSERT_TRUE(test.accounts.save_activity());
  EXPECT_EQ(inode("sessions.json"), sessions);
}

}  // namespace
}  // namespace vedette
