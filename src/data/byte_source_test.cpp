// SPDX-License-Identifier: Apache-2.0
#include "data/byte_source.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/random.hpp"

namespace vedette {
namespace {

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd(const std::string& bytes) {
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3));
  return packed;
}

std::string some_text(std::size_t size) {
  Random random(7);
  std::string text;
  while (text.size() < size) text += static_cast<char>('a' + random.below(20));
  return text;
}

struct Reading {
  std::string bytes;
  std::optional<Error> error{};
  std::string sha256{};
};

Reading read_all(const std::string& raw, std::size_t piece) {
  Result<ByteSource> source = ByteSource::from_memory(raw, "memory", Hashing::sha256);
  if (!source) return {"", source.error()};
  Reading reading;
  std::string buffer(piece, '\0');
  for (;;) {
    const Result<std::size_t> got = source->read(buffer);
    if (!got) return {reading.bytes, got.error()};
    if (*got == 0) break;
    reading.bytes.append(buffer, 0, *got);
  }
  EXPECT_EQ(source->bytes_read(), raw.size());
  EXPECT_EQ(source->bytes_total(), raw.size());
  reading.sha256 = source->content_sha256();
  EXPECT_EQ(source->content_sha256(), reading.sha256) << "asking twice gives the same";
  return reading;
}

TEST(ByteSource, unpacks_what_was_packed_for_any_size_of_read) {
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U, 700'000U}) {
    const std::string text = some_text(size);
    for (const std::string& raw : {text, gzip(text), zstd(text)})
      for (const std::size_t piece : {1U, 7U, 4096U, 1U << 20}) {
        if (piece < 7 && size > 1000) continue;
        const Reading reading = read_all(raw, piece);
        ASSERT_FALSE(reading.error) << to_string(*reading.error);
        EXPECT_TRUE(reading.bytes == text) << size << " bytes in pieces of " << piece;
        EXPECT_EQ(reading.sha256, sha256_hex(raw));
      }
  }
}

TEST(ByteSource, hashes_only_where_that_is_asked_for) {
  ByteSource source = ByteSource::from_memory("a,b\n", "memory").value();
  char buffer[10];
  ASSERT_EQ(source.read(buffer).value(), 4U);
  EXPECT_EQ(source.content_sha256(), "");
}

TEST(ByteSource, reads_all_members_and_ignores_zero_padding) {
  EXPECT_EQ(read_all(gzip("one,") + gzip("") + gzip("two"), 5).bytes, "one,two");
  EXPECT_EQ(read_all(zstd("one,") + zstd("two"), 5).bytes, "one,two");
  EXPECT_EQ(read_all(gzip("one") + std::string(512, '\0'), 5).bytes, "one");
}

TEST(ByteSource, an_end_before_the_end_is_named_with_its_byte) {
  const std::string text = some_text(20'000);
  for (const std::string& packed : {gzip(text), zstd(text)})
    for (const std::size_t cut : {packed.size() - 1, packed.size() / 2, std::size_t{20}}) {
      const Reading reading = read_all(packed.substr(0, cut), 1000);
      ASSERT_TRUE(reading.error);
      EXPECT_EQ(reading.error->code, ErrorCode::malformed);
      EXPECT_EQ(reading.error->message,
                "the compressed data ends early at byte " + std::to_string(cut));
      EXPECT_TRUE(text.starts_with(reading.bytes));
    }
}

TEST(ByteSource, damage_is_found_by_the_checksum) {
  const std::string text = some_text(20'000);
  std::string packed = gzip(text);
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);  // CRC-32
  const Reading reading = read_all(packed, 1000);
  ASSERT_TRUE(reading.error);
  EXPECT_NE(reading.error->message.find("damaged before byte"), std::string::npos);
  EXPECT_TRUE(reading.error->where.byte);
}

TEST(ByteSource, no_single_flipped_byte_crashes_it_or_changes_the_text_unnoticed) {
  const std::string text = some_text(300);
  for (const std::string& packed : {gzip(text), zstd(text)})
    for (std::size_t i = 4; i < packed.size(); ++i) {
      std::string broken = packed;
      broken[i] = static_cast<char>(~broken[i]);
      EXPECT_LE(read_all(broken, 64).bytes.size(), std::size_t{1} << 20);
    }
}

TEST(ByteSource, something_else_after_gzip_data_is_an_error) {
  const Reading reading = read_all(gzip("one") + "rest", 100);
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.bytes, "one");
  EXPECT_NE(reading.error->message.find("something else follows"), std::string::npos);
}

TEST(ByteSource, other_packed_formats_are_named) {
  for (const auto& [magic, name] :
       std::vector<std::pair<std::string, std::string>>{{"BZh91AY", "bzip2"},
                                                        {"PK\x03\x04....", "zip"},
                                                        {"PAR1....", "Parquet"},
                                                        {"\xFD"
                                                         "7zXZ\0\0",
                                                         "xz"}}) {
    const Reading reading = read_all(magic, 10);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::unsupported);
    EXPECT_NE(reading.error->message.find(name), std::string::npos);
  }
}

TEST(ByteSource, files_that_cannot_be_read_are_errors) {
  EXPECT_EQ(ByteSource::open("/nonexistent/file").error().code, ErrorCode::not_found);
  EXPECT_EQ(ByteSource::open("/").error().code, ErrorCode::io);
}

TEST(ByteSource, reads_a_file_packed_under_a_plain_name) {
  const std::filesystem::path path =
      std::filesystem::path(testing::TempDir()) / "byte_source_test.csv";
  ASSERT_TRUE(write_file_atomically(path, gzip("a,b\n")));
  ByteSource source = ByteSource::open(path.string()).value();
  char buffer[10];
  ASSERT_EQ(source.read(buffer).value(), 4U);
  EXPECT_EQ(std::string_view(buffer, 4), "a,b\n");
  EXPECT_EQ(source.name(), path.string());
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace vedette
