// SPDX-License-Identifier: Apache-2.0
/// A directory, a clock that stands still until told, and cheap passwords, for the tests.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "accounts/accounts.hpp"

namespace vedette {

constexpr TimeNs kTestSecond = 1'000'000'000;
constexpr TimeNs kTestMinute = 60 * kTestSecond;
constexpr TimeNs kTestHour = 60 * kTestMinute;
constexpr TimeNs kTestDay = 24 * kTestHour;
constexpr TimeNs kTestNow = 1'800'000'000 * kTestSecond;

constexpr std::string_view kGoodPassword = "seven brave otters";
constexpr std::string_view kOtherPassword = "nine calm herons";

/// An empty directory that goes with the object.
class TestDirectory {
 public:
  TestDirectory() {
    std::string name =
        (std::filesystem::temp_directory_path() / "vedette-accounts-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestDirectory() { std::filesystem::remove_all(path_); }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline void put_text(const std::filesystem::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                         std::filesystem::perms::owner_write);
}

/// Argon2id at the least cost libsodium takes: 8 KiB, one pass.
inline AccountRules cheap_rules() {
  return {.password_cost = {.passes = 1, .memory_bytes = 8192}};
}

/// Accounts in a directory of their own, with `now` to be moved.
struct TestAccounts {
  TestDirectory directory;
  TimeNs now = kTestNow;
  Clock clock = [this] { return now; };
  Accounts accounts = Accounts::open(directory / "accounts", clock, cheap_rules()).value();

  /// Another process, as it were.
  [[nodiscard]] Accounts open_again(AccountRules rules = cheap_rules()) const {
    return Accounts::open(directory / "accounts", clock, rules).value();
  }
  [[nodiscard]] std::filesystem::path file(const char* name) const {
    return directory / "accounts" / name;
  }
  void add(std::string_view name, UserRole role) {
    const auto added = accounts.add_user(name, role, kGoodPassword);
    check(added.has_value(), "the user can be added");
  }
  /// Signs in from an address of its own, so that nothing is throttled by chance.
  SignIn sign_in(std::string_view name, std::string_view password = kGoodPassword) {
    return accounts.sign_in(name, password, "192.0.2." + std::to_string(++peers_ % 250)).value();
  }

 private:
  int peers_ = 0;
};

}  // namespace vedette
