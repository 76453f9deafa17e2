// SPDX-License-Identifier: Apache-2.0
#include "registry/aliases.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

Aliases after_publishing(std::int64_t versions) {
  Aliases aliases;
  for (std::int64_t version = 1; version <= versions; ++version) aliases.admit(version);
  return aliases;
}

TEST(Aliases, the_first_version_is_champion_and_the_newest_challenger) {
  EXPECT_EQ(after_publishing(1).find("champion"), 1);
  EXPECT_EQ(after_publishing(1).find("challenger"), 0);
  EXPECT_EQ(after_publishing(3).find("champion"), 1);
  EXPECT_EQ(after_publishing(3).find("challenger"), 3);
  EXPECT_EQ(after_publishing(3).last_version, 3);
}

TEST(Aliases, promotion_moves_champion_previous_and_challenger_together) {
  Aliases aliases = after_publishing(3);
  aliases.promote(3);
  EXPECT_EQ(aliases.find("champion"), 3);
  EXPECT_EQ(aliases.find("previous"), 1);
  EXPECT_EQ(aliases.find("challenger"), 0);
  aliases.promote(2);
  EXPECT_EQ(aliases.find("champion"), 2);
  EXPECT_EQ(aliases.find("previous"), 3);
}

TEST(Aliases, promoting_another_version_leaves_the_challenger) {
  Aliases aliases = after_publishing(3);
  aliases.promote(2);
  EXPECT_EQ(aliases.find("challenger"), 3);
}

TEST(Aliases, a_repeated_promotion_does_not_lose_the_previous_champion) {
  Aliases aliases = after_publishing(2);
  aliases.promote(2);
  const Aliases once = aliases;
  aliases.promote(2);
  EXPECT_EQ(aliases, once);
}

TEST(Aliases, rollback_swaps_and_needs_a_previous_champion) {
  Aliases aliases = after_publishing(2);
  const Result<> refused = aliases.rollback();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::not_found);
  EXPECT_EQ(aliases, after_publishing(2));
  aliases.promote(2);
  ASSERT_TRUE(aliases.rollback());
  EXPECT_EQ(aliases.find("champion"), 1);
  EXPECT_EQ(aliases.find("previous"), 2);
  ASSERT_TRUE(aliases.rollback());
  EXPECT_EQ(aliases.find("champion"), 2);
}

TEST(Aliases, lists_the_aliases_of_a_version) {
  Aliases aliases = after_publishing(1);
  aliases.versions["stable"] = 1;
  EXPECT_EQ(aliases.of(1), (std::vector<std::string>{"champion", "stable"}));
  EXPECT_TRUE(aliases.of(2).empty());
}

TEST(Aliases, text_form_reads_back) {
  Aliases aliases = after_publishing(4);
  aliases.promote(4);
  EXPECT_EQ(parse_aliases(to_text(aliases)).value(), aliases);
  EXPECT_EQ(parse_aliases(to_text(Aliases{})).value(), Aliases{});
}

TEST(Aliases, refuses_texts_that_are_no_aliases) {
  const std::string good = to_text(after_publishing(2));
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  const struct {
    std::string what;
    std::string text;
    ErrorCode code;
  } cases[] = {
      {"empty", "", ErrorCode::malformed},
      {"cut short", good.substr(0, good.size() / 2), ErrorCode::malformed},
      {"another format", with("vedette-aliases", "else"), ErrorCode::malformed},
      {"newer", with("\"format_version\": 1", "\"format_version\": 2"), ErrorCode::unsupported},
      {"a list", with("{\n    \"challenger\": 2,\n    \"champion\": 1\n  }", "[]"),
       ErrorCode::malformed},
      {"a version never given", with("\"challenger\": 2", "\"challenger\": 3"),
       ErrorCode::malformed},
      {"version zero", with("\"challenger\": 2", "\"challenger\": 0"), ErrorCode::malformed},
      {"a fraction", with("\"challenger\": 2", "\"challenger\": 1.5"), ErrorCode::malformed},
      {"a path", with("challenger", "../challenger"), ErrorCode::malformed},
  };
  for (const auto& c : cases) {
    const Result<Aliases> parsed = parse_aliases(c.text);
    ASSERT_FALSE(parsed) << c.what;
    EXPECT_EQ(parsed.error().code, c.code) << c.what;
  }
}

TEST(Aliases, users_may_give_plain_words_but_not_what_promotion_moves) {
  for (const char* good : {"challenger", "stable", "x", "night-shift_2"})
    EXPECT_TRUE(check_alias(good)) << good;
  for (const char* bad : {"champion", "previous", "", "3", "Stable", "a b", "../x", "a.b",
                          "abcdefghijklmnopqrstuvwxyz0123456"})
    EXPECT_FALSE(check_alias(bad)) << bad;
}

}  // namespace
}  // namespace vedette
