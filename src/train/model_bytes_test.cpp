// SPDX-License-Identifier: Apache-2.0
#include "train/model_bytes.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace vedette {
namespace {

TEST(ModelBytes, values_come_back_in_order) {
  ModelWriter writer("some_learner", 3);
  writer.u32(7);
  writer.count(1'000'000);
  writer.real(0.1);
  writer.text("words");
  writer.reals(std::vector{1.5, -2.5});
  writer.floats(std::vector{0.25F});
  writer.counts(std::vector<std::uint32_t>{});
  const std::string bytes = writer.take();
  ModelReader reader = ModelReader::open(bytes, "some_learner", 3).value();
  EXPECT_EQ(reader.u32().value(), 7U);
  EXPECT_EQ(reader.count(1'000'000).value(), 1'000'000U);
  EXPECT_EQ(reader.real().value(), 0.1);
  EXPECT_EQ(reader.text().value(), "words");
  EXPECT_EQ(reader.reals().value(), (std::vector{1.5, -2.5}));
  EXPECT_FALSE(reader.finish());
  EXPECT_EQ(reader.floats().value(), std::vector{0.25F});
  EXPECT_TRUE(reader.counts()->empty());
  EXPECT_TRUE(reader.finish());
}

TEST(ModelBytes, the_header_is_as_documented) {
  EXPECT_EQ(ModelWriter("ab", 1).take(), std::string("VDTM\1\0\0\0\2\0\0\0\0\0\0\0ab", 18));
}

TEST(ModelBytes, lengths_beyond_the_end_are_refused_before_anything_is_allocated) {
  ModelWriter writer("x", 1);
  writer.count(std::size_t{1} << 60);
  const std::string bytes = writer.take();
  const auto at_number = [&] { return ModelReader::open(bytes, "x", 1).value(); };
  EXPECT_EQ(at_number().reals().error().code, ErrorCode::malformed);
  EXPECT_EQ(at_number().floats().error().code, ErrorCode::malformed);
  EXPECT_EQ(at_number().counts().error().code, ErrorCode::malformed);
  EXPECT_EQ(at_number().text().error().code, ErrorCode::malformed);
  EXPECT_EQ(at_number().count(100).error().where.byte, 25);
}

TEST(ModelBytes, impossible_numbers_are_refused) {
  for (const double odd : {std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity(), -1e200}) {
    ModelWriter writer("x", 1);
    writer.real(odd);
    const std::string bytes = writer.take();
    EXPECT_FALSE(ModelReader::open(bytes, "x", 1)->real()) << odd;
  }
}

TEST(ModelBytes, strangers_get_the_reason) {
  EXPECT_EQ(ModelReader::open("", "x", 1).error().code, ErrorCode::malformed);
  EXPECT_EQ(ModelReader::open("PK\3\4", "x", 1).error().code, ErrorCode::malformed);
  EXPECT_EQ(ModelReader::open(ModelWriter("y", 1).take(), "x", 1).error().code,
            ErrorCode::malformed);
  EXPECT_EQ(ModelReader::open(ModelWriter("x", 0).take(), "x", 1).error().code,
            ErrorCode::malformed);
  EXPECT_EQ(ModelReader::open(ModelWriter("x", 2).take(), "x", 1).error().code,
            ErrorCode::unsupported);
}

}  // namespace
}  // namespace vedette
