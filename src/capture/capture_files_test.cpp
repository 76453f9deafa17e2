// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_files.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "capture/captures_for_test.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CaptureFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vedette-captures-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Puts a file there and gives its full name.
  std::string put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  /// One packet with that text.
  static std::string capture(const std::string& text) {
    return pcap_header({}) + pcap_record({}, 1, 0, text);
  }

  fs::path folder_;
};

std::vector<std::string> texts_of(const ReadPackets& reading) {
  std::vector<std::string> texts;
  for (const SeenPacket& packet : reading.packets) texts.push_back(packet.bytes);
  return texts;
}

TEST_F(CaptureFilesTest, come_in_the_order_given_and_add_up) {
  const std::string b = put("b.pcap", capture("b"));
  const std::string a = put("a.pcapng", pcapng_section(ByteOrder::big) +
                                            pcapng_interface(ByteOrder::big) +
                                            pcapng_packet(ByteOrder::big, 0, 1, "a", 60));
  CaptureFiles files = CaptureFiles::open({b, a, b}).value();
  EXPECT_THAT(texts_of(read_packets(files)), ElementsAre("b", "a", "b"));
  EXPECT_THAT(files.problems(), IsEmpty());
  EXPECT_EQ(files.notes().packets, 3U);
  EXPECT_EQ(files.notes().cut_short, 1U);
  EXPECT_EQ(files.bytes_total(), 2 * fs::file_size(b) + fs::file_size(a));
  EXPECT_EQ(files.bytes_read(), files.bytes_total());
}

TEST_F(CaptureFilesTest, are_taken_from_a_directory_by_name_and_told_by_content) {
  put("z", capture("z"));
  put("10.log", capture("10"));
  put("readme.pcap", "this is no capture");
  put("empty.pcap", "");
  fs::create_directory(folder_ / "deeper");
  CaptureFiles files = CaptureFiles::open({folder_.string()}).value();
  EXPECT_THAT(files.files(),
              ElementsAre((folder_ / "10.log").string(), (folder_ / "z").string()));
  EXPECT_THAT(texts_of(read_packets(files)), ElementsAre("10", "z"));
  EXPECT_THAT(files.problems(), IsEmpty());
}

TEST_F(CaptureFilesTest, that_are_broken_are_problems_and_reading_goes_on) {
  const std::string good = put("good.pcap", capture("good"));
  const std::string cut = put("cut.pcap", capture("kept") + "rest");
  const std::string text = put("text.pcap", "no capture");
  const std::string empty = put("empty.pcap", "");
  CaptureFiles files = CaptureFiles::open({cut, text, empty, good}).value();
  const ReadPackets reading = read_packets(files);
  EXPECT_FALSE(reading.error);
  EXPECT_THAT(texts_of(reading), ElementsAre("kept", "good"));
  ASSERT_EQ(files.problems().size(), 3U);
  EXPECT_EQ(files.problems()[0].where.file, cut);
  EXPECT_EQ(files.problems()[0].where.byte, 24 + 16 + 4);
  EXPECT_EQ(files.problems()[1].code, ErrorCode::unsupported);
  EXPECT_EQ(files.problems()[1].where.file, text);
  EXPECT_EQ(files.problems()[2].where.file, empty);
  EXPECT_EQ(files.notes().packets, 2U);
}

TEST_F(CaptureFilesTest, that_vanish_before_they_are_read_are_problems) {
  const std::string gone = put("gone.pcap", capture("gone"));
  const std::string good = put("good.pcap", capture("good"));
  CaptureFiles files = CaptureFiles::open({gone, good}).value();
  fs::remove(gone);
  EXPECT_THAT(texts_of(read_packets(files)), ElementsAre("good"));
  ASSERT_EQ(files.problems().size(), 1U);
  EXPECT_EQ(files.problems()[0].code, ErrorCode::not_found);
}

TEST_F(CaptureFilesTest, that_do_not_exist_are_an_error_before_anything_is_read) {
  const auto files = CaptureFiles::open({put("a.pcap", capture("a")), "/nowhere/b.pcap"});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::not_found);
  EXPECT_THAT(files.error().message, HasSubstr("/nowhere/b.pcap"));
}

TEST_F(CaptureFilesTest, a_directory_without_a_capture_is_an_error) {
  put("notes.txt", "nothing here");
  const auto files = CaptureFiles::open({folder_.string()});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, ErrorCode::not_found);
  EXPECT_THAT(files.error().message, HasSubstr(folder_.string()));
}

TEST_F(CaptureFilesTest, the_end_stays_the_end) {
  CaptureFiles files = CaptureFiles::open({put("a.pcap", capture("a"))}).value();
  read_packets(files);
  for (int i = 0; i < 2; ++i) {
    const auto packets = files.next(10);
    ASSERT_TRUE(packets);
    EXPECT_FALSE(*packets);
  }
}

}  // namespace
}  // namespace vedette
