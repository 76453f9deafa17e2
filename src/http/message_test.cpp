// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "http/application_for_test.hpp"
#include "http/response_head.hpp"
#include "http/target.hpp"
#include "http/trace_context.hpp"

namespace vedette {
namespace {

RequestHead head_with(Fields fields) {
  RequestHead head;
  head.fields = std::move(fields);
  return head;
}

TEST(RequestHead, finds_fields_without_case_and_cookies_by_name) {
  const RequestHead head = head_with({{"ACCEPT", "a"}, {"Accept", "b"}, {"cookie", "x=1; y=2;z"}});
  EXPECT_EQ(head.field("accept"), "a");
  EXPECT_EQ(head.field("Missing"), "");
  EXPECT_EQ(head.cookie("x"), "1");
  EXPECT_EQ(head.cookie("y"), "2");
  EXPECT_EQ(head.cookie("z"), "");
  EXPECT_EQ(head.cookie("X"), "");
}

TEST(RequestHead, finds_parameters) {
  RequestHead head;
  head.query = {{"a", ""}, {"b", "1"}, {"b", "2"}};
  EXPECT_TRUE(head.has_query("a"));
  EXPECT_FALSE(head.has_query("c"));
  EXPECT_EQ(head.query_value("b"), "1");
}

TEST(TemporaryFile, is_private_and_goes_with_its_owner) {
  const ScratchDirectory scratch;
  auto file = TemporaryFile::make(scratch.path());
  ASSERT_TRUE(file);
  const std::filesystem::path path = (*file)->path();
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  file->reset();
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_EQ(TemporaryFile::make(scratch.path() / "missing").error().code, ErrorCode::io);
}

TEST(Target, is_decoded_or_refused) {
  struct Case {
    std::string target;
    std::string path;  ///< empty: refused
    Fields query{};
  };
  const Case cases[] = {
      {"/", "/"},
      {"/a/b", "/a/b"},
      {"/a%20b", "/a b"},
      {"/%C3%A4", "/\xC3\xA4"},
      {"/a?b=c&d", "/a", {{"b", "c"}, {"d", ""}}},
      {"/a?b=1+2%2B3&&b==", "/a", {{"b", "1 2+3"}, {"b", "="}}},
      {"/a+b", "/a+b"},
      {"/...", "/..."},
      {"http://host", "/"},
      {"HTTP://host:80/a?b=c", "/a", {{"b", "c"}}},
      {"", ""},
      {"*", ""},
      {"a", ""},
      {"host:443", ""},
      {"/..", ""},
      {"/a/../b", ""},
      {"/a/./b", ""},
      {"/%2e%2E/b", ""},
      {"/a%2Fb", ""},
      {"/a%2fb", ""},
      {"/a%00", ""},
      {"/a%0a", ""},
      {"/a%7f", ""},
      {"/a%", ""},
      {"/a%4", ""},
      {"/a%zz", ""},
      {"/a#b", ""},
      {"/a\xC3", ""},
      {"/a?%", ""},
      {"/a?b=%00", ""},
      {"ftp://host/", ""},
      {"http:///a", ""},
  };
  for (const Case& c : cases) {
    const auto parts = parse_target(HttpMethod::get, c.target);
    EXPECT_EQ(parts.has_value(), !c.path.empty()) << c.target;
    if (!parts) continue;
    EXPECT_EQ(parts->path, c.path) << c.target;
    EXPECT_EQ(parts->query, c.query) << c.target;
  }
  EXPECT_EQ(parse_target(HttpMethod::options, "*")->path, "/");
  EXPECT_EQ(parse_target(HttpMethod::get, "http://a:1/")->authority, "a:1");
}

TEST(ResponseHead, cannot_be_split_by_values) {
  Response response;
  response.content_type = "text/plain\r\nSet-Cookie: a=b";
  response.fields = {{"Location", std::string("/a\nX: y\0", 8)}};
  std::string head;
  const std::string always = field_lines({{"X-Always", "a\nb"}});
  append_response_head(
      head, response, {.length = 3, .date = "now", .request_id = "7", .always = always});
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nServer: vedette\r\nDate: now\r\nContent-Length: 3\r\n"
            "Content-Type: text/plain  Set-Cookie: a=b\r\nLocation: /a X: y \r\n"
            "X-Request-Id: 7\r\nX-Always: a b\r\n\r\n");
}

TEST(ResponseHead, writes_dates_as_the_standard_shows_them) {
  EXPECT_EQ(http_date(784'111'777'000'000'000), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(TraceContext, reads_what_is_well_formed) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  const std::string good = "00-" + trace + "-b7ad6b7169203331-01";
  const auto context = parse_traceparent(good);
  ASSERT_TRUE(context);
  EXPECT_EQ(context->trace_id, trace);
  EXPECT_EQ(context->flags, 1);
  EXPECT_EQ(to_traceparent(*context), good);
  EXPECT_TRUE(parse_traceparent("cc" + good.substr(2) + "-what-comes-later"));
  const std::string bad[] = {"",
                             good.substr(1),
                             good + "-x",
                             "cc" + good.substr(2) + "x",
                             "ff" + good.substr(2),
                             "0G" + good.substr(2),
                             "00-" + std::string(32, '0') + "-b7ad6b7169203331-01",
                             "00-" + trace + "-0000000000000000-01",
                             "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                             "00_" + trace + "-b7ad6b7169203331-01",
                             "00-" + trace + "-b7ad6b7169203331_01",
                             "00-" + trace + "-b7ad6b7169203331-0x"};
  for (const std::string& text : bad) EXPECT_FALSE(parse_traceparent(text)) << text;
}

TEST(TraceContext, goes_on_or_begins) {
  Random random(7);
  const TraceContext first = next_trace(std::nullopt, random);
  const TraceContext second = next_trace(first, random);
  EXPECT_TRUE(parse_traceparent(to_traceparent(first)));
  EXPECT_EQ(second.trace_id, first.trace_id);
  EXPECT_NE(second.parent_id, first.parent_id);
}

}  // namespace
}  // namespace vedette
