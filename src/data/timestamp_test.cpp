// SPDX-License-Identifier: Apache-2.0
#include "data/timestamp.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace vedette {
namespace {

struct Case {
  const char* text;
  TimeFormat format;
  const char* rfc3339;  ///< nullptr: not such a time
};

class ParseTimestamp : public testing::TestWithParam<Case> {};

TEST_P(ParseTimestamp, gives_the_same_point_in_time) {
  const auto time = parse_timestamp(GetParam().text, GetParam().format);
  if (GetParam().rfc3339 == nullptr) {
    EXPECT_FALSE(time) << GetParam().text;
    return;
  }
  ASSERT_TRUE(time) << GetParam().text;
  EXPECT_EQ(format_timestamp(*time), GetParam().rfc3339);
}

using enum TimeFormat;

INSTANTIATE_TEST_SUITE_P(
    Times, ParseTimestamp,
    testing::Values(
        Case{"2017-07-03 11:57:51.590705", iso8601, "2017-07-03T11:57:51.590705Z"},
        Case{"2017-07-03T11:57:51Z", iso8601, "2017-07-03T11:57:51Z"},
        Case{"2017-07-03T11:57", iso8601, "2017-07-03T11:57:00Z"},
        Case{"2017-07-03", iso8601, "2017-07-03T00:00:00Z"},
        Case{"2017-07-03T00:30:00+02:00", iso8601, "2017-07-02T22:30:00Z"},
        Case{"2017-07-03T23:30:00-0330", iso8601, "2017-07-04T03:00:00Z"},
        Case{"2017-07-03T11:57:51.1234567891", iso8601, "2017-07-03T11:57:51.123456789Z"},
        Case{"2016-02-29", iso8601, "2016-02-29T00:00:00Z"}, Case{"2017-02-29", iso8601, nullptr},
        Case{"2017-13-01", iso8601, nullptr}, Case{"2017-07-03T24:00:00", iso8601, nullptr},
        Case{"2017-07-03x", iso8601, nullptr}, Case{"2017-07-03T11:57:51Q", iso8601, nullptr},
        Case{"", iso8601, nullptr}, Case{"9999-01-01", iso8601, nullptr},
        Case{"0001-01-01", iso8601, nullptr}, Case{"1500000000", seconds, "2017-07-14T02:40:00Z"},
        Case{"1500000000.25", seconds, "2017-07-14T02:40:00.250Z"},
        Case{"-0.5", seconds, "1969-12-31T23:59:59.500Z"},
        Case{"1500000000123", milliseconds, "2017-07-14T02:40:00.123Z"},
        Case{"1500000000123456", microseconds, "2017-07-14T02:40:00.123456Z"},
        Case{"1500000000123456789", nanoseconds, "2017-07-14T02:40:00.123456789Z"},
        Case{"99999999999999999999", seconds, nullptr}, Case{"1500000000123", seconds, nullptr},
        Case{"1e9", seconds, nullptr}, Case{"-", seconds, nullptr},
        Case{"03/07/2017 08:55:58", day_first, "2017-07-03T08:55:58Z"},
        Case{"03/07/2017 08:55:58", month_first, "2017-03-07T08:55:58Z"},
        Case{"3/7/2017 8:55", day_first, "2017-07-03T08:55:00Z"},
        Case{"3/7/2017 8:55:00 PM", day_first, "2017-07-03T20:55:00Z"},
        Case{"3/7/2017 12:05 AM", day_first, "2017-07-03T00:05:00Z"},
        Case{"3/7/2017 13:05 PM", day_first, nullptr}, Case{"25/07/2017", month_first, nullptr}));

TEST(AmbiguousDate, is_one_that_two_orders_read_differently) {
  EXPECT_TRUE(is_ambiguous_date("03/07/2017 08:55:58"));
  EXPECT_FALSE(is_ambiguous_date("25/07/2017"));
  EXPECT_FALSE(is_ambiguous_date("07/07/2017"));
  EXPECT_FALSE(is_ambiguous_date("2017-07-03"));
}

TEST(FormatTimestamp, reads_back_to_the_same_nanosecond) {
  const TimeNs times[] = {0,
                          -1,
                          1,
                          999,
                          1'000,
                          -1'000'000'000,
                          1'499'083'071'590'705'000,
                          std::numeric_limits<TimeNs>::max() / 2,
                          std::numeric_limits<TimeNs>::min() / 2};
  for (const TimeNs time : times)
    EXPECT_EQ(parse_timestamp(format_timestamp(time), TimeFormat::iso8601), time)
        << format_timestamp(time);
}

TEST(TimeFormat, names_lead_back_to_the_format) {
  for (const TimeFormat format :
       {iso8601, seconds, milliseconds, microseconds, nanoseconds, day_first, month_first})
    EXPECT_EQ(time_format_from(to_string(format)).value(), format);
  EXPECT_FALSE(time_format_from("iso"));
}

}  // namespace
}  // namespace vedette
