// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_writer.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/file.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

class CaptureWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vedette-capture-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = folder_ / "out.pcap";
  }
  void TearDown() override { fs::remove_all(folder_); }
  [[nodiscard]] bool folder_is_empty() const { return fs::is_empty(folder_); }

  fs::path folder_;
  fs::path path_;
};

using namespace std::string_literals;

TEST_F(CaptureWriterTest, writes_the_bytes_of_the_classic_format) {
  CaptureWriter writer = CaptureWriter::create(path_).value();
  const std::vector<std::uint8_t> frame = {0xaa, 0xbb, 0xcc};
  ASSERT_TRUE(writer.write(0x01020304 * TimeNs{1'000'000'000} + 5'000'999, frame));
  ASSERT_TRUE(writer.finish());
  const std::string header =
      "\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x00\x01\x00\x00\x00"s;
  const std::string packet =
      "\x04\x03\x02\x01\x88\x13\x00\x00\x03\x00\x00\x00\x03\x00\x00\x00\xaa\xbb\xcc"s;
  EXPECT_EQ(read_file(path_).value(), header + packet);
}

TEST_F(CaptureWriterTest, an_empty_capture_is_a_header) {
  CaptureWriter writer = CaptureWriter::create(path_).value();
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(fs::file_size(path_), 24U);
}

TEST_F(CaptureWriterTest, leaves_nothing_behind_without_finish) {
  {
    CaptureWriter writer = CaptureWriter::create(path_).value();
    ASSERT_TRUE(writer.write(1, std::vector<std::uint8_t>(100)));
    EXPECT_FALSE(fs::exists(path_));
  }
  EXPECT_TRUE(folder_is_empty());
}

TEST_F(CaptureWriterTest, an_older_file_stays_until_the_new_one_is_whole) {
  std::ofstream(path_) << "old";
  {
    CaptureWriter abandoned = CaptureWriter::create(path_).value();
    EXPECT_EQ(read_file(path_).value(), "old");
  }
  EXPECT_EQ(read_file(path_).value(), "old");
  CaptureWriter writer = CaptureWriter::create(path_).value();
  ASSERT_TRUE(writer.finish());
  EXPECT_EQ(fs::file_size(path_), 24U);
}

TEST_F(CaptureWriterTest, refuses_what_the_format_cannot_hold) {
  CaptureWriter writer = CaptureWriter::create(path_).value();
  const std::vector<std::uint8_t> frame(60);
  for (const TimeNs time : {TimeNs{-1}, (TimeNs{1} << 32) * 1'000'000'000})
    EXPECT_EQ(writer.write(time, frame).error().code, ErrorCode::invalid_argument) << time;
  EXPECT_EQ(writer.write(0, std::vector<std::uint8_t>(262'145)).error().code,
            ErrorCode::invalid_argument);
  EXPECT_TRUE(writer.write(((TimeNs{1} << 32) - 1) * 1'000'000'000, frame));
  EXPECT_TRUE(writer.write(0, std::vector<std::uint8_t>(262'144)));
}

TEST_F(CaptureWriterTest, a_folder_that_is_not_there_is_an_error_that_names_the_file) {
  const auto writer = CaptureWriter::create(folder_ / "none" / "out.pcap");
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::io);
  EXPECT_THAT(writer.error().where.file, testing::HasSubstr("none/out.pcap"));
}

TEST_F(CaptureWriterTest, a_full_disk_is_an_error) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full here";
  // The unfinished file cannot be a device, so a link of its name leads to one.
  fs::create_symlink("/dev/full", path_.string() + "." + std::to_string(getpid()) + ".part");
  CaptureWriter writer = CaptureWriter::create(path_).value();
  ASSERT_TRUE(writer.write(0, std::vector<std::uint8_t>(1'000)));
  EXPECT_EQ(writer.finish().error().code, ErrorCode::io);
  EXPECT_FALSE(fs::exists(path_));
}

}  // namespace
}  // namespace vedette
