// SPDX-License-Identifier: Apache-2.0
#include "http/request_parser.hpp"

#include <gtest/gtest.h>

#include <string>

namespace vedette {
namespace {

constexpr std::size_t kHeaderBytes = 16 * 1024;

/// 200 for a whole request, 100 when more bytes are wanted, else the fault.
unsigned status_of(const std::string& bytes) {
  RequestParser parser(kHeaderBytes);
  const auto used = parser.read_head(bytes);
  if (!used) return used.error().status;
  if (*used == 0) return 100;
  std::string_view rest = std::string_view(bytes).substr(*used);
  while (!parser.is_done()) {
    const auto piece = parser.read_body(rest);
    if (!piece) return piece.error().status;
    if (piece->used == 0) return 100;
    rest.remove_prefix(piece->used);
  }
  return 200;
}

std::string with(const std::string& fields) {
  return "POST / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

const std::string kChunked = with("Transfer-Encoding: chunked\r\n");

struct Case {
  std::string name;
  std::string bytes;
  unsigned status;
};

TEST(RequestParser, accepts_only_what_cannot_be_misread) {
  const Case cases[] = {
      {"plain", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", 200},
      {"old", "GET / HTTP/1.0\r\n\r\n", 200},
      {"half", "GET / HTTP/1.1\r\nHost: h\r\n", 100},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
      {"host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200},
      {"unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 200},
      {"trace", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"connect", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 501},
      {"bad method", "GE(T / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"HTTP/0.9", "GET /\r\n\r\n", 400},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505},
      {"lower-case version", "GET / http/1.1\r\nHost: h\r\n\r\n", 400},
      {"two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"space in target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"tab in start line", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"dot segments", "GET /../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"long target", "GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
      {"very long target", "GET /" + std::string(20'000, 'a'), 414},
      {"long header", "GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(20'000, 'a'), 431},
      {"many headers", [] {
         std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n";
         for (int i = 0; i < 5000; ++i) bytes += "A: b\r\n";
         return bytes + "\r\n";
       }(), 431},
      {"folded", with("A: b\r\n c\r\n"), 400},
      {"folded with tab", with("A: b\r\n\tc\r\n"), 400},
      {"space before colon", with("A : b\r\n"), 400},
      {"no colon", with("A\r\n"), 400},
      {"no name", with(": b\r\n"), 400},
      {"bad name", with("A(: b\r\n"), 400},
      {"NUL", with(std::string("A: b\0c\r\n", 8)), 400},
      {"escape", with("A: \x1b[0m\r\n"), 400},
      {"DEL", with("A: \x7f\r\n"), 400},
      {"bare CR", with("A: b\rc\r\n"), 400},
      {"bare LF", with("A: b\nC: d\r\n"), 400},
      {"UTF-8 value", with("A: \xC3\xA4\r\n"), 200},
      {"upgrade is ignored", with("Connection: Upgrade\r\nUpgrade: h2c\r\n"), 200},
      {"length", with("Content-Length: 3\r\n") + "abc", 200},
      {"short body", with("Content-Length: 3\r\n") + "ab", 100},
      {"length twice", with("Content-Length: 3\r\nContent-Length: 3\r\n") + "abc", 400},
      {"length list", with("Content-Length: 3, 3\r\n") + "abc", 400},
      {"length and coding", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"coding and length", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400},
      {"signed length", with("Content-Length: +3\r\n") + "abc", 400},
      {"negative length", with("Content-Length: -1\r\n"), 400},
      {"hexadecimal length", with("Content-Length: 0x3\r\n") + "abc", 400},
      {"empty length", with("Content-Length:\r\n"), 400},
      {"huge length", with("Content-Length: 99999999999999999999\r\n"), 400},
      {"coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"other coding", with("Transfer-Encoding: gzip\r\n"), 501},
      {"coding list", with("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {"coding twice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"chunks", kChunked + "3\r\nabc\r\n0\r\n\r\n", 200},
      {"chunks to come", kChunked + "3\r\nabc\r\n", 100},
      {"chunk of no size", kChunked + "\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk not hexadecimal", kChunked + "g\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk with sign", kChunked + "+3\r\nabc\r\n0\r\n\r\n", 400},
      {"chunk too long", kChunked + "3\r\nabcd\r\n0\r\n\r\n", 400},
      {"chunk size too large", kChunked + "fffffffffffffffff\r\nabc", 400},
      {"chunk with bare LF", kChunked + "3\nabc\n0\n\n", 100},
  };
  for (const Case& c : cases) EXPECT_EQ(status_of(c.bytes), c.status) << c.name;
}

TEST(RequestParser, fills_the_head) {
  RequestParser parser(kHeaderBytes);
  const std::string bytes =
      "POST /a%20b?c=d HTTP/1.1\r\nHost: h\r\nX:  spaced \t\r\nContent-Length: 2\r\n"
      "Expect: 100-Continue\r\n\r\n";
  ASSERT_EQ(parser.read_head(bytes).value_or(0), bytes.size());
  const RequestHead& head = parser.head();
  EXPECT_EQ(head.method, HttpMethod::post);
  EXPECT_EQ(head.target, "/a%20b?c=d");
  EXPECT_EQ(head.path, "/a b");
  EXPECT_EQ(head.query_value("c"), "d");
  EXPECT_EQ(head.field("x"), "spaced");
  EXPECT_EQ(head.content_length, 2U);
  EXPECT_TRUE(parser.framing().expects_continue);
  EXPECT_TRUE(parser.framing().has_body);
}

TEST(RequestParser, lets_the_target_overrule_the_host_field) {
  RequestParser parser(kHeaderBytes);
  ASSERT_TRUE(parser.read_head("GET http://real/ HTTP/1.1\r\nHost: other\r\n\r\n"));
  EXPECT_EQ(parser.head().field("Host"), "real");
}

TEST(RequestParser, gives_the_same_requests_however_the_bytes_arrive) {
  const std::string bytes = kChunked + "0\r\n\r\n" + kChunked +
                            "5\r\nhello\r\n1;a=b\r\n!\r\n0\r\nT: u\r\n\r\n" +
                            with("Content-Length: 3\r\n") + "abc";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    RequestParser parser(kHeaderBytes);
    std::string buffer;
    std::string bodies;
    bool in_body = false;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      buffer += bytes.substr(at, step);
      for (bool goes_on = true; goes_on;) {
        std::size_t used = 0;
        if (in_body) {
          const auto piece = parser.read_body(buffer);
          ASSERT_TRUE(piece) << step;
          bodies += piece->data;
          used = piece->used;
        } else {
          used = parser.read_head(buffer).value_or(0);
          in_body = used > 0;
        }
        buffer.erase(0, used);
        goes_on = used > 0 && !(in_body && parser.is_done());
        if (in_body && parser.is_done()) {
          bodies += '|';
          parser.next();
          in_body = false;
          goes_on = !buffer.empty();
        }
      }
    }
    EXPECT_EQ(bodies, "|hello!|abc|") << step;
  }
}

}  // namespace
}  // namespace vedette
