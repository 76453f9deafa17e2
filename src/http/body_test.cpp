// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <span>
#include <string>

#include "base/random.hpp"
#include "http/application_for_test.hpp"
#include "http/body_receiver.hpp"

namespace vedette {
namespace {

std::string gzip(const std::string& text) {
  constexpr int kGzip = 15 + 16;
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string noise(std::size_t bytes) {
  Random random(1);
  std::string text;
  while (text.size() < bytes) text += static_cast<char>(random.next());
  return text;
}

Request coded_request(const std::string& coding) {
  Request request;
  request.head.fields = {{"Content-Encoding", coding}};
  return request;
}

/// Status of receiving `bytes` in steps; 200 when all went well.
unsigned receive(Request& request, const std::string& bytes, const BodyRules& rules,
                 std::size_t step = 7) {
  auto receiver = BodyReceiver::start(request, rules);
  if (!receiver) return receiver.error().status;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const auto added = receiver->add(std::string_view(bytes).substr(at, step));
    if (!added) return added.error().status;
  }
  const auto whole = receiver->finish();
  return whole ? 200 : whole.error().status;
}

const BodyRules kRules{.max_bytes = 4U << 20, .decompression_ratio = 200};

TEST(BodyReceiver, undoes_content_codings) {
  const std::string text = noise(100'000) + std::string(100'000, 'a');
  const std::pair<std::string, std::string> cases[] = {
      {"", text},           {"identity", text},         {"gzip", gzip(text)},
      {"GZip", gzip(text)}, {"x-gzip", gzip(text)},     {"zstd", zstd(text)},
      {"gzip", gzip(text.substr(0, 50'000)) + gzip(text.substr(50'000))},
      {"zstd", zstd(text.substr(0, 50'000)) + zstd(text.substr(50'000))},
  };
  for (const auto& [coding, bytes] : cases) {
    for (const std::size_t step : {std::size_t{7}, std::size_t{65'536}, bytes.size()}) {
      Request request = coded_request(coding);
      EXPECT_EQ(receive(request, bytes, kRules, step), 200U) << coding << " by " << step;
      EXPECT_TRUE(request.body == text) << coding << " by " << step;
    }
  }
}

Request request_of(std::size_t bytes) {
  Request request;
  request.head.content_length = bytes;
  return request;
}

/// As a connection does it: what came with the head is added, the rest is read into its place.
void receive_in_place(Request& request, const std::string& bytes, std::size_t with_head,
                      std::size_t step) {
  BodyReceiver receiver = BodyReceiver::start(request, kRules).value();
  ASSERT_TRUE(receiver.add(std::string_view(bytes).substr(0, with_head)));
  for (std::size_t at = with_head; at < bytes.size();) {
    const std::span<char> room = receiver.room();
    ASSERT_FALSE(room.empty());
    ASSERT_LE(room.size(), bytes.size() - at) << "the next request stays out of it";
    const std::size_t count = std::min(step, room.size());
    std::copy_n(bytes.data() + at, count, room.data());
    receiver.commit(count);
    at += count;
    EXPECT_EQ(receiver.received(), at);
  }
  EXPECT_TRUE(receiver.room().empty());
  EXPECT_TRUE(receiver.finish());
}

TEST(BodyReceiver, takes_bytes_in_their_place) {
  const std::string text = noise(3'000'000);
  for (const std::size_t with_head : {std::size_t{0}, std::size_t{1}, std::size_t{4000}, text.size()})
    for (const std::size_t step : {std::size_t{1'000}, std::size_t{65'536}, text.size()}) {
      Request request = request_of(text.size());
      receive_in_place(request, text, with_head, step);
      EXPECT_TRUE(request.body == text) << with_head << " by " << step;
    }
}

TEST(BodyReceiver, makes_little_room_on_a_mere_announcement) {
  Request request = request_of(3U << 20);
  BodyReceiver receiver = BodyReceiver::start(request, kRules).value();
  EXPECT_TRUE(receiver.has_room());
  std::size_t received = 0;
  while (received < (3U << 20)) {
    const std::size_t room = receiver.room().size();
    EXPECT_LE(room, std::max(received, std::size_t{16} << 10));
    receiver.commit(room);
    received += room;
  }
  EXPECT_FALSE(receiver.has_room());
}

TEST(BodyReceiver, has_no_place_for_what_is_coded_or_written_or_of_unknown_length) {
  Request coded = request_of(1'000);
  coded.head.fields = {{"Content-Encoding", "gzip"}};
  EXPECT_TRUE(BodyReceiver::start(coded, kRules).value().room().empty());
  Request written = request_of(1'000);
  const BodyRules to_file{.keep = BodyRules::Keep::file, .max_bytes = 5'000,
                          .spool = testing::TempDir()};
  EXPECT_TRUE(BodyReceiver::start(written, to_file).value().room().empty());
  Request unknown;
  EXPECT_TRUE(BodyReceiver::start(unknown, kRules).value().room().empty());
}

TEST(BodyReceiver, refuses_unknown_codings_and_damage) {
  const std::string text = noise(5000);
  const std::string half = gzip(text).substr(0, 2000);
  const std::tuple<std::string, std::string, unsigned> cases[] = {
      {"br", text, 415U},          {"gzip, gzip", gzip(text), 415U},
      {"gzip", text, 400U},        {"zstd", text, 400U},
      {"gzip", half, 400U},        {"zstd", zstd(text).substr(0, 2000), 400U},
      {"gzip", gzip(text) + "trailing", 400U},
  };
  for (const auto& [coding, bytes, status] : cases) {
    Request request = coded_request(coding);
    EXPECT_EQ(receive(request, bytes, kRules), status) << coding << " " << bytes.size();
  }
}

TEST(BodyReceiver, counts_after_decoding_and_stops_bombs) {
  const std::string bomb(64U << 20, '\0');
  for (const auto& [coding, bytes] : {std::pair("gzip", gzip(bomb)), {"zstd", zstd(bomb)}}) {
    Request request = coded_request(coding);
    EXPECT_EQ(receive(request, bytes, kRules, bytes.size()), 413U) << coding;
    EXPECT_LE(request.body.size(), kRules.max_bytes);
    Request wide = coded_request(coding);
    const BodyRules roomy{.max_bytes = 1U << 30, .decompression_ratio = 200};
    EXPECT_EQ(receive(wide, bytes, roomy, 64), 413U) << coding;
    EXPECT_LE(wide.body.size(), 8U << 20) << "the ratio stops it long before the limit";
  }
  Request exact;
  EXPECT_EQ(receive(exact, "12345", {.max_bytes = 5}), 200U);
  EXPECT_EQ(receive(exact, "123456", {.max_bytes = 5}), 413U);
}

TEST(BodyReceiver, says_when_a_file_cannot_be_made) {
  Request request;
  const BodyRules rules{
      .keep = BodyRules::Keep::file, .max_bytes = 5, .spool = "/nonexistent/directory"};
  EXPECT_EQ(receive(request, "12345", rules), 500U);
}

TEST_F(ServerTest, decodes_bodies_in_memory_and_in_files) {
  start();
  HttpClient one = client();
  const std::string text = noise(100'000);
  EXPECT_EQ(one.post("/", gzip(text), "Content-Encoding: gzip\r\n").body, "POST " + text);
  EXPECT_EQ(one.post("/spool", zstd(text), "Content-Encoding: zstd\r\n").body, "file " + text);
  EXPECT_EQ(one.post("/", text, "Content-Encoding: br\r\n").status, 415);
}

TEST_F(ServerTest, stops_a_bomb_over_the_wire) {
  start();
  HttpClient one = client();
  const std::string bomb = gzip(std::string(64U << 20, '\0'));
  EXPECT_EQ(one.post("/", bomb, "Content-Encoding: gzip\r\n").status, 413);
  EXPECT_TRUE(one.is_ended());
}

}  // namespace
}  // namespace vedette
