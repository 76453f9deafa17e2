// SPDX-License-Identifier: Apache-2.0
#include "capture/live_source.hpp"

#include <gmock/gmock.h>

namespace vedette {
namespace {

using testing::HasSubstr;

bool is_permission(const Error& error) {
  return error.hint.find("CAP_NET_RAW") != std::string::npos;
}

TEST(LiveSource, an_interface_that_is_not_there_is_an_error_that_names_it) {
  const auto source = LiveSource::open({.interfaces = {"no-such-if0"}});
  ASSERT_FALSE(source);
  EXPECT_THAT(source.error().message, HasSubstr("'no-such-if0'"));
  if (is_permission(source.error())) GTEST_SKIP() << "capturing is not permitted here";
  EXPECT_EQ(source.error().code, ErrorCode::not_found);
}

TEST(LiveSource, a_filter_that_is_not_understood_is_an_error_that_says_why) {
  const auto source = LiveSource::open({.interfaces = {"lo"}, .filter = "tcp prot 80"});
  ASSERT_FALSE(source);
  if (source.error().code != ErrorCode::invalid_argument)
    GTEST_SKIP() << "the interface 'lo' cannot be captured on here: " << source.error().message;
  EXPECT_THAT(source.error().message, HasSubstr("the filter is not understood: "));
  EXPECT_THAT(source.error().hint, HasSubstr("pcap-filter"));
}

TEST(LiveSource, gives_an_empty_batch_when_nothing_comes) {
  auto source = LiveSource::open({.interfaces = {"lo"}, .filter = "ether proto 0x88b5"});
  if (!source) GTEST_SKIP() << "the interface 'lo' cannot be captured on here: "
                            << source.error().message;
  const auto packets = source->next(10);
  ASSERT_TRUE(packets);
  ASSERT_TRUE(*packets);
  EXPECT_TRUE((*packets)->empty());
  EXPECT_EQ(source->counters().received, 0U);
  EXPECT_EQ(source->bytes_read(), 0U);
}

TEST(LiveSource, a_recording_that_cannot_be_written_is_an_error) {
  const auto source = LiveSource::open({.interfaces = {"lo"}, .record = "/nowhere/live.pcap"});
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::io);
  if (source.error().message.find("cannot capture") != std::string::npos)
    GTEST_SKIP() << "the interface 'lo' cannot be captured on here";
  EXPECT_THAT(source.error().message, HasSubstr("/nowhere/live.pcap"));
}

}  // namespace
}  // namespace vedette
