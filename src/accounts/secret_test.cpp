// SPDX-License-Identifier: Apache-2.0
#include "accounts/secret.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <map>
#include <set>

#include "accounts/token_text.hpp"

namespace vedette {
namespace {

TEST(Secrets, digests_are_sha256) {
  // FIPS 180-4, example "abc".
  EXPECT_EQ(to_hex(digest_of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(short_id(digest_of("abc")), "ba7816bf8f01");
  EXPECT_EQ(parse_digest(to_hex(digest_of("abc"))).value(), digest_of("abc"));
}

TEST(Secrets, only_whole_lower_case_digests_are_read) {
  const std::string good = to_hex(digest_of("abc"));
  for (const std::string& bad : {std::string(), good.substr(1), good + "0", "B" + good.substr(1),
                                 "g" + good.substr(1), good.substr(0, 62) + ": "})
    EXPECT_FALSE(parse_digest(bad)) << bad;
}

TEST(Secrets, hmac_follows_rfc_4231) {
  EXPECT_EQ(hmac_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_hex(std::string(131, '\xaa'),
                     "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Secrets, random_text_uses_all_its_letters_evenly) {
  const std::string text = random_base62(62'000);
  EXPECT_TRUE(is_base62(text));
  std::map<char, int> counts;
  for (const char c : text) ++counts[c];
  EXPECT_EQ(counts.size(), 62U);
  // 1000 expected each; a deviation of 6.5 standard deviations is a fault, not chance.
  for (const auto& [letter, count] : counts) EXPECT_NEAR(count, 1000, 206) << letter;
}

TEST(Secrets, one_time_passwords_have_over_100_bits_and_no_letters_to_confuse) {
  std::set<std::string> all;
  std::set<char> letters;
  for (int i = 0; i < 1000; ++i) {
    const std::string password = random_password();
    EXPECT_EQ(password.size(), 29U);
    letters.insert(password.begin(), password.end());
    all.insert(password);
  }
  EXPECT_EQ(all.size(), 1000U);
  letters.erase('-');
  EXPECT_GE(24 * std::log2(static_cast<double>(letters.size())), 100);
  for (const char confusing : {'0', 'o', '1', 'l', 'i'}) EXPECT_FALSE(letters.contains(confusing));
}

TEST(Secrets, text_is_wiped) {
  std::string text = "a password that is too long to stand in the string itself";
  const char* where = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(where[i], '\0');

  std::string typed = "short one";
  const SecretText secret(std::move(typed));
  EXPECT_EQ(secret.view(), "short one");
  EXPECT_EQ(typed.capacity() > 0 ? typed.data()[0] : '\0', '\0');
}

TEST(Secrets, comparing_is_exact) {
  EXPECT_TRUE(equal_secrets("abc", "abc"));
  EXPECT_TRUE(equal_secrets("", ""));
  for (const char* other : {"", "ab", "abd", "abcd"}) EXPECT_FALSE(equal_secrets("abc", other));
}

TEST(TokenText, has_prefix_256_bits_and_checksum) {
  const std::string token = make_token_text();
  EXPECT_THAT(token, testing::MatchesRegex("vdt_[0-9A-Za-z]{49}"));
  EXPECT_TRUE(is_token_text(token));
  EXPECT_NE(token, make_token_text());
}

TEST(TokenText, the_checksum_is_crc32) {
  // CRC-32 of this body is 0x8C0A8C03, which is `2Z0GeZ` in base62 (computed with zlib).
  const std::string body = "vdt_" + std::string(43, '0');
  EXPECT_TRUE(is_token_text(body + "2Z0GeZ"));
}

TEST(TokenText, every_slip_of_the_keyboard_shows) {
  const std::string token = make_token_text();
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : {'x', '0', '_', ' ', '\0'}) {
      std::string wrong = token;
      if (wrong[i] == c) continue;
      wrong[i] = c;
      EXPECT_FALSE(is_token_text(wrong)) << i;
    }
    std::string shorter = token;
    EXPECT_FALSE(is_token_text(shorter.erase(i, 1)));
    if (i + 1 == token.size() || token[i] == token[i + 1]) continue;
    std::string swapped = token;
    std::swap(swapped[i], swapped[i + 1]);
    EXPECT_FALSE(is_token_text(swapped)) << i;
  }
  EXPECT_FALSE(is_token_text(token + "0"));
  EXPECT_FALSE(is_token_text(""));
}

}  // namespace
}  // namespace vedette
