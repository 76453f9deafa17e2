// SPDX-License-Identifier: Apache-2.0
#include "accounts/password.hpp"

#include <gmock/gmock.h>

#include "accounts/accounts_for_test.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::Not;

const PasswordCost kCheap = cheap_rules().password_cost;

TEST(Passwords, rules) {
  const std::string longest = "many words and so on" + std::string(1004, 'x');
  const struct {
    std::string user;
    std::string password;
    const char* fault;  ///< nullptr: good
  } cases[] = {
      {"ann", "seven brave otters", nullptr},
      {"ann", "elevenchar5", "shorter"},
      {"ann", "twelve chars", nullptr},
      {"ann", "", "shorter"},
      {"ann", "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc", "shorter"},  // six characters
      {"ann", "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa9\xc3\xa8 stand", nullptr},
      {"ann", longest, nullptr},
      {"ann", longest + "x", "longer"},
      {"alexandra.smith", "alexandra.smith", "guessed"},
      {"alexandra.smith", "Alexandra.Smith", "guessed"},
      {"alexandra.smith", "alexandra.smith and more", nullptr},
      {"ann", "password1234", "guessed"},
      {"ann", "PassWord1234", "guessed"},
      {"ann", "aaaaaaaaaaaaaaaa", "guessed"},
      {"ann", "121212121212121", "guessed"},
      {"ann", "correcthorsebatterystaple", "guessed"},
  };
  for (const auto& each : cases) {
    const Result<> result = check_password_rules(each.user, each.password);
    ASSERT_EQ(result.has_value(), each.fault == nullptr) << each.password;
    if (each.fault == nullptr) continue;
    EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(result.error().message, HasSubstr(each.fault)) << each.password;
    if (each.password.empty()) continue;
    EXPECT_THAT(to_string(result.error()), Not(HasSubstr(each.password)));
  }
}

TEST(Passwords, only_the_right_one_fits) {
  const std::string hash = hash_password("seven brave otters", kCheap).value();
  EXPECT_TRUE(password_fits(hash, "seven brave otters"));
  for (const std::string_view wrong : {"", "seven brave otter", "seven brave otters ",
                                       "Seven brave otters"})
    EXPECT_FALSE(password_fits(hash, wrong)) << wrong;
  EXPECT_NE(hash, hash_password("seven brave otters", kCheap).value()) << "no salt";
}

TEST(Passwords, bytes_after_a_nul_count) {
  using namespace std::string_view_literals;
  const std::string hash = hash_password("before\0after"sv, kCheap).value();
  EXPECT_TRUE(password_fits(hash, "before\0after"sv));
  EXPECT_FALSE(password_fits(hash, "before\0other"sv));
  EXPECT_FALSE(password_fits(hash, "before"));
}

TEST(Passwords, the_default_cost_is_argon2id_with_19_MiB_two_passes_one_lane) {
  const std::string hash = hash_password("seven brave otters", PasswordCost{}).value();
  EXPECT_THAT(hash, testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(password_fits(hash, "seven brave otters"));
  EXPECT_FALSE(needs_rehash(hash, PasswordCost{}));
  EXPECT_TRUE(needs_rehash(hash, {.passes = 3}));
  EXPECT_TRUE(needs_rehash(hash, {.memory_bytes = std::size_t{32} << 20}));
}

TEST(Passwords, a_decoy_is_a_hash_like_the_others_that_nothing_fits) {
  const std::string decoy = decoy_hash(PasswordCost{});
  const std::string hash = hash_password("seven brave otters", PasswordCost{}).value();
  EXPECT_EQ(decoy.size(), hash.size());
  EXPECT_EQ(decoy.substr(0, 31), hash.substr(0, 31));
  EXPECT_TRUE(is_password_hash(decoy));
  EXPECT_FALSE(needs_rehash(decoy, PasswordCost{}));
  EXPECT_FALSE(password_fits(decoy, ""));
  EXPECT_NE(decoy_hash(kCheap), decoy_hash(kCheap));
}

TEST(Passwords, what_is_no_hash_is_told) {
  EXPECT_TRUE(is_password_hash(hash_password("x", kCheap).value()));
  for (const char* text : {"", "x", "$argon2id$", "$2y$10$abcdefghijklmnopqrstuv",
                           "$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA"})
    EXPECT_FALSE(is_password_hash(text)) << text;
}

}  // namespace
}  // namespace vedette
