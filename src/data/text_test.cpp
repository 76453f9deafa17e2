// SPDX-License-Identifier: Apache-2.0
#include "data/text.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(HeaderKey, ignores_case_blanks_and_a_byte_order_mark) {
  EXPECT_EQ(header_key("\xEF\xBB\xBF Flow ID\t"), "flow id");
  EXPECT_EQ(header_key("ID"), "id");
  EXPECT_EQ(header_key("  "), "");
}

struct Utf8Case {
  std::string_view text;
  std::optional<std::size_t> invalid_at;
};

TEST(FirstInvalidUtf8, follows_rfc_3629) {
  const Utf8Case cases[] = {
      {"", {}},
      {"plain ascii over eight bytes", {}},
      {"gr\xC3\xBC\xC3\x9F", {}},
      {"\xE2\x82\xAC", {}},
      {"\xF0\x9F\x94\x92", {}},
      {"\xF4\x8F\xBF\xBF", {}},
      {"abc\xFF", 3},
      {"0123456789\x80", 10},
      {"\xC0\xAF", 0},          // overlong
      {"\xE0\x80\xAF", 0},      // overlong
      {"\xED\xA0\x80", 0},      // surrogate
      {"\xF4\x90\x80\x80", 0},  // above U+10FFFF
      {"ok\xC3", 2},            // cut short
      {"\xE2\x82", 0},
      {"\xE2\x28\xA1", 0},
  };
  for (const Utf8Case& c : cases) EXPECT_EQ(first_invalid_utf8(c.text), c.invalid_at) << c.text;
}

}  // namespace
}  // namespace vedette
