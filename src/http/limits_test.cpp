// SPDX-License-Identifier: Apache-2.0
// What the server does to those who send too much, too slowly, or not at all. The limits are short
// here, so nothing waits longer than a fraction of a second.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "http/application_for_test.hpp"

namespace vedette {
namespace {

using std::chrono::milliseconds;

const std::string kChunked =
    "POST /small HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST_F(ServerTest, refuses_bad_requests_and_ends_the_connection) {
  const std::pair<std::string, int> cases[] = {
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET /../x HTTP/1.1\r\nHost: t\r\n\r\n", 400},
      {"nonsense\r\n\r\n", 400},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"TRACE / HTTP/1.1\r\nHost: t\r\n\r\n", 501},
      {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\n", 414},
      {"GET / HTTP/1.1\r\nHost: t\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
      {"POST /no-body HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx", 400},
      {"POST /small HTTP/1.1\r\nHost: t\r\nContent-Length: 101\r\n\r\n", 413},
      {kChunked + "65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n", 413},
      {kChunked + "zz\r\n", 400},
      {kChunked + "5;" + std::string(100'000, 'x'), 400},
  };
  start();
  for (const auto& [bytes, status] : cases) {
    HttpClient one = client();
    const ReadResponse response = one.ask(bytes);
    EXPECT_EQ(response.status, status) << bytes.substr(0, 60);
    EXPECT_EQ(response.field("Connection"), "close");
    EXPECT_EQ(response.field("X-Request-Id").size(), 36U);
    EXPECT_TRUE(one.is_ended()) << bytes.substr(0, 60);
  }
}

TEST_F(ServerTest, ignores_empty_lines_before_a_request) {
  start();
  HttpClient one = client();
  EXPECT_EQ(one.ask("\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
}

TEST_F(ServerTest, hangs_up_on_tls_at_a_plain_port) {
  start();
  HttpClient one = client();
  one.send("\x16\x03\x01\x02");
  EXPECT_TRUE(one.is_ended());
}

TEST_F(ServerTest, invites_bodies_only_when_it_wants_them) {
  start();
  const std::string head =
      " HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
  HttpClient one = client();
  EXPECT_EQ(one.ask("POST /" + head).status, 100);
  EXPECT_EQ(one.ask("hello").body, "POST hello");
  EXPECT_EQ(one.ask("POST /denied" + head).status, 401);
  EXPECT_TRUE(one.is_ended()) << "whether the body follows is not known";
  HttpClient large = client();
  EXPECT_EQ(large.ask("POST /small HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n"
                      "Expect: 100-continue\r\n\r\n").status, 413);
}

TEST_F(ServerTest, skips_small_unwanted_bodies_and_cuts_large_ones) {
  start();
  HttpClient one = client();
  EXPECT_EQ(one.post("/denied", std::string(10'000, 'x')).status, 401);
  EXPECT_EQ(one.get("/").status, 200);
  EXPECT_EQ(one.post("/denied", std::string(1'000'000, 'x')).status, 401);
  EXPECT_TRUE(one.is_ended());
}

TEST_F(ServerTest, cuts_slow_headers) {
  config.limits.header_time = milliseconds(100);
  start();
  HttpClient silent = client();
  HttpClient slow = client();
  slow.send("GET / HT");
  EXPECT_EQ(slow.read_response().status, 408);
  EXPECT_TRUE(slow.is_ended());
  EXPECT_TRUE(silent.is_ended());
}

TEST_F(ServerTest, cuts_slow_bodies) {
  config.limits.body_grace = milliseconds(100);
  start();
  HttpClient slow = client();
  const ReadResponse response =
      slow.ask("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\nabc");
  EXPECT_EQ(response.status, 408);
  EXPECT_TRUE(slow.is_ended());
  EXPECT_EQ(application.outcomes(1)[0].status, 408U);
}

TEST_F(ServerTest, what_comes_of_a_body_after_its_refusal_goes_nowhere) {
  config.limits.body_grace = milliseconds(100);
  config.limits.body_bytes_per_second = 10'000'000;
  start();
  HttpClient slow = client();
  const std::string part(50'000, 'x');
  slow.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000000\r\n\r\n" + part);
  const ReadResponse response = slow.read_response();
  EXPECT_EQ(response.status, 408);
  slow.send(part);  // into the read that was under way
  EXPECT_EQ(client().get("/").status, 200);
}

TEST_F(ServerTest, closes_idle_connections) {
  config.limits.idle_time = milliseconds(100);
  start();
  HttpClient idle = client();
  EXPECT_EQ(idle.get("/").status, 200);
  EXPECT_TRUE(idle.is_ended());
}

TEST_F(ServerTest, cuts_readers_that_take_nothing_and_serves_others_meanwhile) {
  config.threads = 1;
  config.limits.write_time = milliseconds(200);
  start();
  HttpClient slow = client();
  const int small = 4096;
  ::setsockopt(slow.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  slow.send("GET /big HTTP/1.1\r\nHost: t\r\n\r\n");
  HttpClient other = client();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(other.get("/").status, 200);
  const auto outcomes = application.outcomes(51);
  ASSERT_EQ(outcomes.size(), 51U);
  EXPECT_LT(outcomes.back().bytes_out, application.big.size());
}

TEST_F(ServerTest, ends_a_connection_after_its_share_of_requests) {
  config.limits.requests_per_connection = 3;
  start();
  HttpClient one = client();
  EXPECT_EQ(one.get("/").field("Connection"), "");
  EXPECT_EQ(one.get("/").field("Connection"), "");
  EXPECT_EQ(one.get("/").field("Connection"), "close");
  EXPECT_TRUE(one.is_ended());
}

TEST_F(ServerTest, lets_connections_above_the_limit_wait) {
  config.limits.connections = 2;
  start();
  auto first = std::make_unique<HttpClient>(client());
  HttpClient second = client();
  EXPECT_EQ(first->get("/").status, 200);
  EXPECT_EQ(second.get("/").status, 200);
  HttpClient third = client();
  third.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(second.get("/").status, 200);
  EXPECT_EQ(server->load().connections, 2U);
  first.reset();
  EXPECT_EQ(third.read_response().status, 200);
}

/// Lowers the number of descriptors that this process may have, for its lifetime.
class FewDescriptors {
 public:
  FewDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    const rlimit few{static_cast<rlim_t>(next) + 1, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(ServerTest, goes_on_accepting_when_descriptors_are_free_again) {
  start();
  std::unique_ptr<HttpClient> one;
  {
    const FewDescriptors few;
    for (int time = 0; time < 1'000 && (!one || !one->connected()); ++time)
      one = std::make_unique<HttpClient>(server->port());  // takes the last one, when it is free
    one->send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  EXPECT_EQ(one->read_response().status, 200);
}

TEST_F(ServerTest, carries_two_thousand_idle_connections) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < 5000) GTEST_SKIP() << "this needs 5,000 descriptors";
  start();
  std::vector<HttpClient> idle;
  for (int i = 0; i < 2000; ++i) {
    idle.push_back(client());
    ASSERT_TRUE(idle.back().connected());
  }
  HttpClient one = client();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(one.get("/").status, 200);
  EXPECT_EQ(server->load().connections, 2001U);
  EXPECT_EQ(idle.front().get("/").status, 200);
  EXPECT_EQ(idle.back().get("/").status, 200);
}

}  // namespace
}  // namespace vedette
