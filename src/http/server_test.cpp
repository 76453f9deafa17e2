// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "http/application_for_test.hpp"

namespace vedette {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using std::chrono::milliseconds;

TEST_F(ServerTest, answers_in_place_and_on_a_worker) {
  start();
  HttpClient one = client();
  EXPECT_EQ(one.get("/").body, "GET ");
  EXPECT_EQ(one.post("/", "hello").body, "POST hello");
  EXPECT_EQ(one.post("/worker", "hello").body, "POST hello");
  const ReadResponse response = one.get("/query?a=b%20c");
  EXPECT_EQ(response.body, "b c");
  EXPECT_THAT(response.head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(response.field("Server"), "vedette");
  EXPECT_EQ(response.field("Date").size(), 29U);
  EXPECT_EQ(response.field("Content-Type"), "text/plain");
  EXPECT_EQ(server->load().connections, 1U);
}

TEST_F(ServerTest, answers_pipelined_requests_in_order) {
  start();
  HttpClient one = client();
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    const std::string path = i % 3 == 0 ? "/worker" : "/";
    requests += "POST " + path + " HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\n" +
                std::to_string(100 + i);
  }
  one.send(requests);
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(one.read_response().body, "POST " + std::to_string(100 + i));
}

TEST_F(ServerTest, takes_requests_byte_by_byte) {
  start();
  HttpClient one = client();
  const std::string request =
      "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;name=value\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
  for (const char c : request + request) one.send({&c, 1});
  EXPECT_EQ(one.read_response().body, "POST hello world");
  EXPECT_EQ(one.read_response().body, "POST hello world");
}

TEST_F(ServerTest, follows_the_rules_of_keep_alive) {
  struct Case {
    std::string request;
    std::string connection;
    bool ends;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1\r\nHost: t\r\n\r\n", "", false},
      {"GET / HTTP/1.1\r\nHost: t\r\nConnection: Close\r\n\r\n", "close", true},
      {"GET / HTTP/1.1\r\nHost: t\r\nConnection: x, close\r\n\r\n", "close", true},
      {"GET / HTTP/1.0\r\n\r\n", "close", true},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "keep-alive", false},
      {"GET /denied HTTP/1.1\r\nHost: t\r\n\r\n", "", false},
      {"GET /throws HTTP/1.1\r\nHost: t\r\n\r\n", "", false},
  };
  start();
  for (const Case& c : cases) {
    HttpClient one = client();
    EXPECT_EQ(one.ask(c.request).field("Connection"), c.connection) << c.request;
    if (c.ends)
      EXPECT_TRUE(one.is_ended()) << c.request;
    else
      EXPECT_EQ(one.get("/").status, 200) << c.request;
  }
}

TEST_F(ServerTest, sends_no_body_where_there_is_none) {
  start();
  HttpClient one = client();
  one.send("HEAD / HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(one.read_response(ResponseBody::none_as_for_head).field("Content-Length"), "5");
  one.send("HEAD /pieces HTTP/1.1\r\nHost: t\r\n\r\n");
  const ReadResponse pieces = one.read_response(ResponseBody::none_as_for_head);
  EXPECT_EQ(pieces.field("Transfer-Encoding"), "chunked");
  const ReadResponse empty = one.get("/empty");
  EXPECT_EQ(empty.status, 204);
  EXPECT_EQ(empty.field("Content-Length"), "");
  EXPECT_EQ(one.get("/").body, "GET ");
  EXPECT_EQ(application.pieces_made, 0);
}

TEST_F(ServerTest, gives_requests_an_id_or_keeps_theirs) {
  start();
  HttpClient one = client();
  const auto with_id = [&](const std::string& id) {
    return one.ask("GET /id HTTP/1.1\r\nHost: t\r\nX-Request-Id: " + id + "\r\n\r\n");
  };
  EXPECT_EQ(with_id("abc.DEF:1-2_3").body, "abc.DEF:1-2_3");
  EXPECT_EQ(with_id("abc").field("X-Request-Id"), "abc");
  for (const std::string& bad : {std::string(65, 'a'), std::string("a b"), std::string("a\"b")}) {
    const ReadResponse made = with_id(bad);
    EXPECT_EQ(made.body.size(), 36U) << bad;
    EXPECT_EQ(made.field("X-Request-Id"), made.body);
    EXPECT_THAT(made.body, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]"
                                                 "[0-9a-f]{3}-[0-9a-f]{12}"));
  }
  EXPECT_NE(one.get("/id").body, one.get("/id").body);
}

TEST_F(ServerTest, spools_large_bodies_to_a_file_that_goes_away) {
  start();
  {
    HttpClient one = client();
    const std::string body(6U << 20, 'z');
    EXPECT_EQ(one.post("/spool", body).body, "file " + body);
    EXPECT_EQ(one.get("/").status, 200);
    EXPECT_EQ(one.post("/spool", std::string(9U << 20, 'z')).status, 413);
  }
  server.reset();
  EXPECT_EQ(spooled_files(), 0U);
}

TEST_F(ServerTest, sends_large_shared_bodies_whole) {
  start();
  HttpClient one = client();
  EXPECT_EQ(one.get("/big").body, application.big);
  EXPECT_EQ(one.get("/").status, 200);
}

TEST_F(ServerTest, sends_bodies_of_many_parts_whole) {
  start();
  HttpClient one = client();
  for (const std::size_t size : {0, 6, 60'000}) {
    std::string expected;
    for (std::size_t i = 0; i <= 100; ++i)
      expected.append(i % 7 * size / 6, static_cast<char>('a' + i % 26));
    const std::string target = "/parts?size=" + std::to_string(size);
    one.send("GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n");
    const ReadResponse whole = one.read_response();
    EXPECT_TRUE(whole.body == expected) << size;
    EXPECT_EQ(whole.field("Content-Length"), std::to_string(expected.size()));
    one.send("HEAD " + target + " HTTP/1.1\r\nHost: t\r\n\r\n");
    const ReadResponse head = one.read_response(ResponseBody::none_as_for_head);
    EXPECT_EQ(head.field("Content-Length"), std::to_string(expected.size()));
  }
}

TEST_F(ServerTest, streams_pieces) {
  start();
  HttpClient one = client();
  const ReadResponse response = one.get("/pieces");
  EXPECT_EQ(response.field("Transfer-Encoding"), "chunked");
  EXPECT_EQ(response.body.size(), 1'000'000U);
  EXPECT_EQ(one.get("/").status, 200);
}

TEST_F(ServerTest, streams_to_http_1_0_until_the_end_of_the_connection) {
  start();
  HttpClient one = client();
  const ReadResponse response = one.ask("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(response.field("Transfer-Encoding"), "");
  EXPECT_EQ(response.body.size(), 1'000'000U);
}

TEST_F(ServerTest, cuts_the_connection_when_a_stream_fails) {
  start();
  HttpClient one = client();
  const ReadResponse response = one.get("/broken");
  EXPECT_FALSE(response.whole);
  EXPECT_EQ(response.body.size(), 20'000U);
}

TEST_F(ServerTest, makes_pieces_only_as_fast_as_they_are_read) {
  config.workers = 1;
  start();
  HttpClient slow = client();
  slow.send("GET /endless HTTP/1.1\r\nHost: t\r\n\r\n");
  slow.read_through("aaaa");
  HttpClient other = client();  // the only worker is free for others
  for (int i = 0; i < 20; ++i) ASSERT_EQ(other.post("/worker", "x").body, "POST x");
  EXPECT_LT(application.pieces_made, 100'000);
}

TEST_F(ServerTest, sends_events_as_they_come) {
  start();
  HttpClient one = client();
  one.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_THAT(one.read_through("\r\n\r\n"), HasSubstr("text/event-stream"));
  application.announcements->say("one");
  EXPECT_EQ(one.read_through("one\r\n"), "3\r\none\r\n");
  application.announcements->say("twice");
  EXPECT_EQ(one.read_through("twice\r\n"), "5\r\ntwice\r\n");
  application.announcements->end();
  EXPECT_EQ(one.read_through("0\r\n\r\n"), "0\r\n\r\n");
  EXPECT_EQ(one.get("/").status, 200);
}

TEST_F(ServerTest, lets_event_streams_go_when_the_other_end_leaves) {
  start();
  {
    HttpClient one = client();
    one.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
    one.read_through("\r\n\r\n");
  }
  ASSERT_EQ(application.outcomes(1).size(), 1U);
  application.announcements->say("to nobody");
  EXPECT_EQ(application.announcements.use_count(), 1);
}

TEST_F(ServerTest, answers_503_when_the_queue_is_full) {
  config.workers = 1;
  config.limits.queue = 2;
  start();
  std::vector<HttpClient> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(client());
    waiting.back().send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n");
    if (i == 0) application.gate.await(1);
  }
  while (server->load().queued < 2) std::this_thread::yield();
  HttpClient late = client();
  const ReadResponse refused = late.get("/wait");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_EQ(server->load().refused, 1U);
  EXPECT_EQ(late.get("/").status, 200);  // answered in place meanwhile, on the same connection
  application.gate.open();
  for (HttpClient& one : waiting) EXPECT_EQ(one.read_response().status, 200);
}

TEST_F(ServerTest, turns_exceptions_into_500) {
  start();
  HttpClient one = client();
  EXPECT_EQ(one.get("/throws").status, 500);
  EXPECT_EQ(one.get("/plan-throws").status, 500);
}

TEST_F(ServerTest, reports_each_request_once) {
  start();
  HttpClient one = client();
  static_cast<void>(one.post("/", "12345"));
  static_cast<void>(one.get("/denied"));
  const auto outcomes = application.outcomes(2);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].status, 200U);
  EXPECT_GT(outcomes[0].bytes_in, 50U);
  EXPECT_GT(outcomes[0].bytes_out, 100U);
  EXPECT_GT(outcomes[0].took.count(), 0);
  EXPECT_EQ(outcomes[1].status, 401U);
}

TEST_F(ServerTest, drains_running_requests_and_closes_idle_ones) {
  start();
  HttpClient idle = client();
  EXPECT_EQ(idle.get("/").status, 200);
  HttpClient events = client();
  events.send("GET /events HTTP/1.1\r\nHost: t\r\n\r\n");
  events.read_through("\r\n\r\n");
  HttpClient busy = client();
  busy.send("GET /wait HTTP/1.1\r\nHost: t\r\n\r\n");
  application.gate.await(1);
  bool clean = false;
  std::thread drain([&] { clean = server->drain(milliseconds(10'000)); });
  EXPECT_TRUE(idle.is_ended());
  EXPECT_EQ(events.read_through("0\r\n\r\n"), "0\r\n\r\n");
  application.gate.open();
  const ReadResponse response = busy.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.field("Connection"), "close");
  EXPECT_TRUE(busy.is_ended());
  drain.join();
  EXPECT_TRUE(clean);
  EXPECT_FALSE(client().connected());
}

TEST_F(ServerTest, cuts_what_does_not_end_in_time) {
  start();
  HttpClient slow = client();
  slow.send("GET /endless HTTP/1.1\r\nHost: t\r\n\r\n");
  slow.read_through("aaaa");
  EXPECT_FALSE(server->drain(milliseconds(50)));
  EXPECT_EQ(application.outcomes(1).size(), 1U);
}

TEST_F(ServerTest, says_why_it_cannot_listen) {
  start();
  config.port = server->port();
  const auto second = Server::start(config, application, log);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::io);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(config.port)));
  config.address = "no such address";
  EXPECT_EQ(Server::start(config, application, log).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace vedette
