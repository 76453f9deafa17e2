// SPDX-License-Identifier: Apache-2.0
#include "serve/service.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "base/file.hpp"
#include "score/score.hpp"
#include "serve/openapi.hpp"
#include "serve/routes.hpp"
#include "serve/service_for_test.hpp"

namespace vedette {
namespace {

const std::string kRow = R"({"seconds": 0.5, "bytes": 120, "protocol": "tcp"})";

Json parsed(const ReadResponse& response) { return parse_json(response.body).value(); }

TEST(Service, predicts_one_row_and_many_in_every_form) {
  TestService service;
  const ReadResponse one = service.post_json("/api/v1/predict", "{\"row\":" + kRow + "}");
  ASSERT_EQ(one.status, 200) << one.body;
  const Json verdict = parsed(one)["predictions"][0];
  EXPECT_EQ(verdict["model"], "example@1");
  const ReadResponse many =
      service.post_json("/api/v1/models/example@champion/predict", "[" + kRow + "," + kRow + "]");
  ASSERT_EQ(parsed(many)["predictions"].size(), 2U);
  EXPECT_EQ(parsed(many)["predictions"][1]["scores"], verdict["scores"]);
  const ReadResponse csv =
      service.ask("POST", "/api/v1/predict", "seconds,bytes,protocol\n0.5,120,tcp\n",
                  "Content-Type: text/csv\r\nAccept: application/x-ndjson\r\n");
  EXPECT_EQ(parse_json(csv.body).value(), verdict) << csv.body;
}

TEST(Service, answers_are_those_of_the_command_line_bit_for_bit) {
  TestService service;
  const Table rows = example::table(300, 7);
  const std::shared_ptr<const Bundle> bundle = service.registry().load({"example"}).value();
  std::string csv = "seconds,bytes,protocol\n";
  std::string json = "[";
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    csv += fmt::format("{},{},{}\n", rows.columns[1].text(i), rows.columns[2].text(i),
                       rows.columns[3].text(i));
    const std::string seconds = rows.columns[1].text(i);
    json += fmt::format(R"({}{{"seconds":{},"bytes":{},"protocol":"{}"}})", i == 0 ? "" : ",",
                        seconds.empty() ? "null" : seconds, rows.columns[2].text(i),
                        rows.columns[3].text(i));
  }
  std::string expected;
  const PredictionWriter writer(*bundle, PredictionWriter::Format::jsonl);
  std::vector<Verdict> verdicts = score(*bundle, rows).value();
  for (Verdict& verdict : verdicts)
    expected += writer.line({verdict.row, verdict});
  const ReadResponse streamed =
      service.ask("POST", "/api/v1/predict", csv,
                  "Content-Type: text/csv\r\nAccept: application/x-ndjson\r\n");
  EXPECT_EQ(streamed.body, expected);
  std::string from_json;
  const Json answer = parsed(service.post_json("/api/v1/predict", json + "]"));
  for (const Json& prediction : answer["predictions"])
    from_json += dump_json(prediction) + "\n";
  std::string expected_json;
  for (std::size_t at = 0; at < expected.size();) {
    const std::size_t end = expected.find('\n', at);
    expected_json += dump_json(parse_json(expected.substr(at, end - at)).value()) + "\n";
    at = end + 1;
  }
  EXPECT_EQ(from_json, expected_json);
}

TEST(Service, a_bad_row_among_many_comes_back_in_its_place) {
  TestService service;
  const Json answer =
      parsed(service.post_json("/api/v1/predict", "[" + kRow + R"(,{"bytes":"many"},)" + kRow + "]"));
  EXPECT_EQ(answer["rejected"], 1);
  EXPECT_EQ(answer["predictions"][1]["error"]["rule"], "not_a_number");
  EXPECT_TRUE(answer["predictions"][2].contains("class"));
}

struct BadRequest {
  const char* method;
  const char* target;
  const char* body;
  int status;
  const char* type;
};

TEST(Service, tells_what_is_wrong_with_a_request) {
  TestService service;
  for (const BadRequest& c : std::vector<BadRequest>{
           {"POST", "/api/v1/predict", "{", 400, "/problems/malformed"},
           {"POST", "/api/v1/predict", "5", 400, "/problems/malformed"},
           {"POST", "/api/v1/predict", R"({"row":{"bytes":"x"}})", 422, "/problems/schema_mismatch"},
           {"POST", "/api/v1/predict?model=none", "{}", 404, "/problems/not_found"},
           {"POST", "/api/v1/predict?model=A!", "{}", 400, "/problems/invalid_argument"},
           {"POST", "/api/v1/predict?keep=none", "{}", 404, "/problems/not_found"},
           {"GET", "/api/v1/predict", "", 405, "/problems/method_not_allowed"},
           {"GET", "/api/v1/nothing", "", 404, "/problems/not_found"},
           {"GET", "/api/v1/models/none", "", 404, "/problems/not_found"},
           {"DELETE", "/api/v1/models/example", "", 400, "/problems/invalid_argument"},
           {"DELETE", "/api/v1/models/example@1", "", 409, "/problems/conflict"},
           {"POST", "/api/v1/models/example/rollback", "", 404, "/problems/not_found"}}) {
    const ReadResponse response =
        service.ask(c.method, c.target, c.body, "Content-Type: application/json\r\n");
    EXPECT_EQ(response.status, c.status) << c.method << ' ' << c.target << ": " << response.body;
    EXPECT_EQ(response.field("Content-Type"), "application/problem+json") << c.target;
    EXPECT_EQ(parsed(response)["type"], c.type) << c.target;
  }
}

TEST(Service, takes_json_whose_length_is_not_told_beforehand) {
  TestService service;
  const std::string body = "{\"row\":" + kRow + "}";
  HttpClient client(service.service().port());
  const ReadResponse in_chunks = client.ask(
      fmt::format("POST /api/v1/predict HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "{:x}\r\n{}\r\n0\r\n\r\n",
                  body.size(), body));
  EXPECT_EQ(in_chunks.status, 200) << in_chunks.body;
  EXPECT_EQ(in_chunks.body, service.post_json("/api/v1/predict", body).body);
}

TEST(Service, a_cursor_that_no_page_can_follow_is_refused) {
  TestService service;
  for (const char* cursor : {"o9223372036854775807", "o-1", "9", "o"})
    EXPECT_EQ(service.get(fmt::format("/api/v1/runs?cursor={}", cursor)).status, 400) << cursor;
}

TEST(Service, points_at_the_field_of_a_refused_row) {
  TestService service;
  const Json problem = parsed(service.post_json("/api/v1/predict", R"({"row":{"bytes":"x"}})"));
  EXPECT_EQ(problem["errors"][0]["pointer"], "/row/bytes");
  EXPECT_EQ(problem["errors"][0]["code"], "not_a_number");
}

TEST(Service, a_new_champion_goes_live_without_one_failed_request) {
  TestService service;
  service.publish();
  std::atomic<bool> stop = false;
  std::atomic<int> failed = 0;
  std::atomic<int> asked = 0;
  {
    std::jthread client([&] {
      HttpClient connection(service.service().port());
      while (!stop) {
        const ReadResponse response = connection.ask(fmt::format(
            "POST /api/v1/predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{}",
            kRow.size(), kRow));
        ++asked;
        if (response.status != 200) ++failed;
      }
    });
    for (int round = 0; round < 5; ++round) {
      EXPECT_EQ(service.ask("POST", "/api/v1/models/example@2/promote").status, 200);
      EXPECT_EQ(parsed(service.post_json("/api/v1/predict", kRow))["model"], "example@2");
      EXPECT_EQ(service.ask("POST", "/api/v1/models/example/rollback").status, 200);
      EXPECT_EQ(parsed(service.post_json("/api/v1/predict", kRow))["model"], "example@1");
    }
    stop = true;
  }
  EXPECT_EQ(failed, 0);
  EXPECT_GT(asked, 0);
}

TEST(Service, events_tell_of_changes_and_can_be_taken_up_again) {
  TestService service;
  service.publish();
  HttpClient listener(service.service().port());
  const std::string host = fmt::format("Host: 127.0.0.1:{}\r\n", service.service().port());
  listener.send("GET /api/v1/events HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_NE(listener.read_through("alive").find("text/event-stream"), std::string::npos);
  EXPECT_EQ(service.ask("POST", "/api/v1/models/example@2/promote").status, 200);
  const std::string text = listener.read_through("\"champion\"");
  EXPECT_NE(text.find("event: model.changed"), std::string::npos) << text;
  HttpClient late(service.service().port());
  late.send("GET /api/v1/events HTTP/1.1\r\n" + host + "Last-Event-ID: 999999\r\n\r\n");
  EXPECT_NE(late.read_through("reset").find("event: reset"), std::string::npos);
}

TEST(Service, signing_in_gives_a_session_that_signing_out_ends) {
  TestService service(Access::accounts);
  const OneTimeCredentials first = service.accounts().ensure_admin().value().value();
  const ReadResponse wrong =
      service.post_json("/api/v1/session", R"({"user":"admin","password":"guess"})");
  EXPECT_EQ(wrong.status, 401);
  const ReadResponse right = service.post_json(
      "/api/v1/session",
      dump_json(Json{{"user", "admin"}, {"password", first.password}}));
  ASSERT_EQ(right.status, 200) << right.body;
  const std::string set = right.field("Set-Cookie");
  for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/"})
    EXPECT_NE(set.find(part), std::string::npos) << set;
  std::string fields = "Cookie: " + set.substr(0, set.find(';')) + "\r\n";
  fields += "X-Csrf-Token: " + parsed(right)["csrf"].get<std::string>() + "\r\n";
  // A one-time password opens nothing but the door to change it.
  EXPECT_EQ(parsed(service.get("/api/v1/models", fields))["type"],
            "/problems/password_change_needed");
  EXPECT_EQ(service
                .ask("PUT", "/api/v1/session/password",
                     dump_json(Json{{"old", first.password}, {"new", "nine calm herons"}}), fields)
                .status,
            204);
  EXPECT_EQ(service.get("/api/v1/models", fields).status, 200);
  EXPECT_EQ(service.ask("DELETE", "/api/v1/session", "", fields).status, 204);
  EXPECT_EQ(service.get("/api/v1/models", fields).status, 401);
}

TEST(Service, a_token_makes_none_that_outlives_it) {
  TestService service(Access::accounts);
  ASSERT_TRUE(service.accounts().add_user("ada", UserRole::viewer, "seven brave otters"));
  const TimeNs end = system_clock()() + 3600LL * 1'000'000'000;
  const NewToken first =
      service.accounts().create_token("ada", "first", {Scope::read}, end).value();
  const ReadResponse made =
      service.post_json("/api/v1/tokens", R"({"name":"second","scopes":["read"]})",
                        fmt::format("Authorization: Bearer {}\r\n", first.secret));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(parsed(made)["expires_at"], format_time(end));
}

TEST(Service, a_password_typed_as_a_name_is_not_written_down) {
  TestService service(Access::accounts);
  for (const char* user : {"correct horse battery", "admin"})
    EXPECT_EQ(service
                  .post_json("/api/v1/session",
                             dump_json(Json{{"user", user}, {"password", "guess"}}))
                  .status,
              401);
  const std::string log = read_file(service.home().accounts() / "audit.jsonl", 1 << 20).value();
  EXPECT_EQ(log.find("correct horse"), std::string::npos) << log;
  EXPECT_NE(log.find("(unknown name)"), std::string::npos) << log;
}

TEST(Service, the_description_has_every_route_and_nothing_else) {
  TestService service;
  const Json document = parsed(service.get("/openapi.json"));
  std::size_t operations = 0;
  for (const auto& [path, methods] : document["paths"].items()) operations += methods.size();
  EXPECT_EQ(operations, route_table().size());
  std::set<std::string> ids;
  for (const Route& route : route_table()) EXPECT_TRUE(ids.insert(route.id).second) << route.id;
}

TEST(Service, every_schema_that_a_route_names_is_described) {
  for (const Route& route : route_table()) {
    std::vector<RouteBody> bodies = route.takes;
    for (const RouteAnswer& answer : route.answers)
      bodies.insert(bodies.end(), answer.forms.begin(), answer.forms.end());
    for (const RouteBody& body : bodies) {
      const bool is_described = body.schema.empty() || api_schemas().contains(body.schema);
      EXPECT_TRUE(is_described) << route.path << ": " << body.schema;
    }
    EXPECT_FALSE(route.answers.empty()) << route.path;
    EXPECT_FALSE(route.summary.empty()) << route.path;
  }
}

TEST(Service, health_needs_nobody_and_metrics_count_what_was_asked) {
  TestService service(Access::accounts);
  EXPECT_EQ(service.get("/healthz").status, 200);
  EXPECT_EQ(service.get("/readyz").status, 200);
  EXPECT_EQ(service.get("/metrics").status, 401);
  const std::string text =
      service.get("/metrics", service.bearer(UserRole::viewer)).body;
  EXPECT_NE(text.find("vedette_http_requests_total{route=\"/healthz\",method=\"GET\",status=\"2xx\"} 1"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace vedette
