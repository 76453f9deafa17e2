// SPDX-License-Identifier: Apache-2.0
#include "net/address.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(Address, reads_and_writes_both_versions) {
  for (const char* text : {"192.0.2.1", "0.0.0.0", "2001:db8::1", "::1", "fe80::1:2"})
    EXPECT_EQ(to_string(Address::parse(text).value()), text);
  EXPECT_TRUE(Address::parse("192.0.2.1")->is_ipv4());
  EXPECT_FALSE(Address::parse("::1")->is_ipv4());
}

TEST(Address, refuses_what_is_none) {
  for (const char* text : {"", "192.0.2", "192.0.2.256", "a.b.c.d", "1:2:3", "192.0.2.1 "})
    EXPECT_EQ(Address::parse(text).error().code, ErrorCode::invalid_argument) << text;
}

struct BlockCase {
  const char* block;
  const char* address;
  bool inside;
};

TEST(AddressBlock, contains_by_leading_bits) {
  const BlockCase cases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},     {"10.0.0.0/8", "11.0.0.1", false},
      {"10.0.0.0/9", "10.127.9.9", true},     {"10.0.0.0/9", "10.128.0.0", false},
      {"0.0.0.0/0", "203.0.113.9", true},     {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/33", "2001:db8:7fff::", true}, {"2001:db8::/33", "2001:db8:8000::", false},
      {"192.0.2.1", "192.0.2.1", true},       {"192.0.2.1", "192.0.2.2", false},
      {"::/0", "192.0.2.1", true},
  };
  for (const BlockCase& one : cases)
    EXPECT_EQ(AddressBlock::parse(one.block)->contains(Address::parse(one.address).value()),
              one.inside)
        << one.block << " " << one.address;
}

TEST(AddressBlock, refuses_impossible_lengths) {
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "::/129"})
    EXPECT_FALSE(AddressBlock::parse(text)) << text;
}

}  // namespace
}  // namespace vedette
