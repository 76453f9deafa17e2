// SPDX-License-Identifier: Apache-2.0
// The bytes of application messages.
#include <gmock/gmock.h>

#include "wire/datagrams.hpp"
#include "wire/dns_message.hpp"
#include "wire/http.hpp"
#include "wire/ssh.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using namespace std::string_literals;

Draws draws() {
  return Draws(Random(3));
}

std::size_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  std::size_t value = 0;
  for (const char byte : bytes.substr(at, width))
    value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

TEST(DnsMessage, a_question_is_written_as_rfc_1035_says) {
  EXPECT_EQ(dns_query({.id = 0x1234, .name = "a.example", .type = DnsType::txt}),
            "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01"
            "a\x07"
            "example\x00\x00\x10\x00\x01"s);
}

TEST(DnsMessage, an_answer_repeats_the_question_and_points_to_its_name) {
  const DnsQuestion question = {.id = 1, .name = "x.example"};
  const std::string answer =
      dns_response(question, DnsStatus::ok, {{DnsType::a, "\x01\x02\x03\x04"}});
  EXPECT_EQ(number(answer, 2, 2), 0x8180U);
  EXPECT_EQ(number(answer, 6, 2), 1U);
  EXPECT_THAT(answer,
              HasSubstr("\xc0\x0c\x00\x01\x00\x01\x00\x00\x01\x2c\x00\x04\x01\x02\x03\x04"s));
  EXPECT_EQ(number(dns_response(question, DnsStatus::no_such_name, {}), 2, 2), 0x8183U);
}

TEST(DnsMessage, long_text_is_cut_into_strings) {
  const std::string text = dns_text(std::string(300, 'x'));
  EXPECT_EQ(text.size(), 302U);
  EXPECT_EQ(number(text, 0, 1), 255U);
  EXPECT_EQ(number(text, 256, 1), 45U);
  EXPECT_EQ(dns_text(""), "\0"s);
}

TEST(Tls, data_is_cut_into_records_whose_lengths_add_up) {
  Draws own = draws();
  for (const std::size_t bytes : {1UL, 100UL, 16'384UL, 16'385UL, 100'000UL}) {
    const std::string records = tls_data(own, bytes);
    std::size_t at = 0;
    std::size_t payload = 0;
    while (at < records.size()) {
      EXPECT_EQ(number(records, at, 3), 0x170303U);
      const std::size_t length = number(records, at + 3, 2);
      EXPECT_LE(length, 16'384U + 256);
      payload += length - 17;
      at += 5 + length;
    }
    EXPECT_EQ(at, records.size());
    EXPECT_EQ(payload, bytes);
  }
}

TEST(Tls, hellos_have_consistent_lengths_and_the_name) {
  Dialogue talk;
  Draws own = draws();
  tls_handshake(talk, own, "www.site.example");
  ASSERT_EQ(talk.messages().size(), 3U);
  const std::string& hello = talk.messages()[0].bytes;
  EXPECT_THAT(hello, HasSubstr("www.site.example"));
  EXPECT_EQ(number(hello, 0, 3), 0x160303U);
  EXPECT_EQ(number(hello, 3, 2), hello.size() - 5);
  EXPECT_EQ(number(hello, 6, 3), hello.size() - 9);
  EXPECT_EQ(talk.messages()[1].from, CallSide::server);
}

TEST(Http, lengths_in_headers_are_those_of_the_bodies) {
  Draws own = draws();
  const std::string request = to_bytes(
      HttpRequest{.method = "POST", .host = "h.example", .path = "/p", .body = "12345"}, own);
  EXPECT_THAT(request, StartsWith("POST /p HTTP/1.1\r\nHost: h.example\r\n"));
  EXPECT_THAT(request, HasSubstr("Content-Length: 5\r\n"));
  const std::string response = to_bytes(HttpResponse{.body_bytes = 321}, own);
  EXPECT_THAT(response, HasSubstr("Content-Length: 321\r\n"));
  EXPECT_EQ(response.size() - (response.find("\r\n\r\n") + 4), 321U);
}

TEST(Ssh, the_clear_part_is_banners_and_packets_padded_to_eight) {
  Dialogue talk;
  Draws own = draws();
  ssh_handshake(talk, own, "OpenSSH_9");
  EXPECT_EQ(talk.messages()[0].bytes, "SSH-2.0-OpenSSH_9\r\n");
  for (const std::size_t i : {2U, 3U, 4U}) {
    const std::string& packet = talk.messages()[i].bytes;
    EXPECT_EQ(number(packet, 0, 4) + 4, packet.size()) << i;
    EXPECT_EQ(packet.size() % 8, 0U) << i;
    EXPECT_GE(number(packet, 4, 1), 4U) << i;
  }
}

TEST(Datagrams, ntp_and_snmp_have_their_fixed_parts) {
  Dialogue talk;
  Draws own = draws();
  ask_the_time(talk, own, 0);
  ask_by_snmp(talk, own, 0);
  EXPECT_EQ(talk.messages()[0].bytes.size(), 48U);
  EXPECT_EQ(talk.messages()[0].bytes[0], 0x23);
  EXPECT_EQ(talk.messages()[1].bytes[0], 0x24);
  for (const std::size_t i : {2U, 3U}) {
    const std::string& message = talk.messages()[i].bytes;
    EXPECT_EQ(number(message, 0, 1), 0x30U);
    EXPECT_EQ(number(message, 1, 1), message.size() - 2);
    EXPECT_THAT(message, HasSubstr("public"));
  }
}

TEST(Draws, keep_to_their_limits_and_their_middle) {
  Draws own = draws();
  int below_median = 0;
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    below_median += own.log_normal(5, 1) < 5 ? 1 : 0;
    sum += own.exponential(2);
    const double tail = own.pareto(1.1, {10, 1'000});
    ASSERT_TRUE(tail >= 10 && tail <= 1'000);
    const std::int64_t whole = own.whole(-3, 3);
    ASSERT_TRUE(whole >= -3 && whole <= 3);
  }
  EXPECT_NEAR(below_median, 5'000, 200);
  EXPECT_NEAR(sum / 10'000, 2, 0.1);
}

}  // namespace
}  // namespace vedette
