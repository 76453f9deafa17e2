// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.hpp"
#include "serve/call_for_test.hpp"
#include "serve/training_command.hpp"

namespace vedette {
namespace {

RunRecord record_of(const std::string& id, StageState state) {
  return {.id = id,
          .kind = "train",
          .name = "m",
          .started_at = 1,
          .ended_at = 2,
          .state = state,
          .process = ::getpid(),
          .stages = {{.name = "train", .state = state}}};
}

std::string id_of(int second) { return fmt::format("20260131T1200{:02}Z-0001", second); }

class RunRoutes : public testing::Test {
 protected:
  void save(const RunRecord& record) { ASSERT_TRUE(save_run(api.home().runs(), record)); }
  void make_dataset() {
    const Schema schema = parse_schema("name: s\ncolumns: [{name: x}]\n", "s").value();
    ASSERT_TRUE(api.datasets().create("d", schema));
  }
  CallWorld api;
};

TEST_F(RunRoutes, runs_are_listed_newest_first_page_by_page) {
  for (int i = 0; i < 5; ++i) save(record_of(id_of(i), StageState::done));
  const Json first = api.get("/api/v1/runs?limit=3").json();
  EXPECT_EQ(first["items"][0]["id"], id_of(4));
  const Json second =
      api.get("/api/v1/runs?limit=3&cursor=" + first["next"].get<std::string>()).json();
  EXPECT_EQ(second["items"].size(), 2U);
  EXPECT_EQ(second["next"], nullptr);
}

TEST_F(RunRoutes, a_run_has_its_report_and_parameters) {
  save(record_of(id_of(1), StageState::done));
  const auto run = api.home().runs() / id_of(1);
  ASSERT_TRUE(write_file_atomically(run / "report.json", R"({"model":"m"})"));
  ASSERT_TRUE(write_file_atomically(run / "request.json",
                                    R"({"parameters":{"dataset":"d"},"at":1,"key":"secret"})"));
  const CallAnswer shown = api.get("/api/v1/runs/" + id_of(1));
  EXPECT_EQ(shown.json()["report"]["model"], "m");
  EXPECT_EQ(shown.json()["parameters"], (Json{{"dataset", "d"}}));
  EXPECT_EQ(shown.json()["progress"], nullptr);
  EXPECT_EQ(shown.json()["cancellable"], false);
  EXPECT_THAT(shown.body, testing::Not(testing::HasSubstr("secret")));
}

TEST_F(RunRoutes, a_pipeline_shows_the_report_of_its_training) {
  RunRecord record = record_of(id_of(1), StageState::done);
  record.stages.front().output = R"({"model":"p"})";
  save(record);
  EXPECT_EQ(api.get("/api/v1/runs/" + id_of(1)).json()["report"]["model"], "p");
}

TEST_F(RunRoutes, a_run_whose_process_is_gone_has_failed) {
  const pid_t gone = fork();
  if (gone == 0) _exit(0);
  waitpid(gone, nullptr, 0);
  RunRecord record = record_of(id_of(1), StageState::running);
  record.process = gone;
  save(record);
  EXPECT_EQ(api.get("/api/v1/runs").json()["items"][0]["state"], "failed");
  EXPECT_EQ(load_run(api.home().runs(), record.id)->state, StageState::failed);
}

TEST_F(RunRoutes, the_log_is_read_on_from_where_one_was) {
  save(record_of(id_of(1), StageState::done));
  const auto log = api.home().runs() / id_of(1) / "log.jsonl";
  std::ofstream(log) << "{\"event\":\"a\"}\nno json\n{\"event\":\"b\"}\n{\"event\":\"not who";
  const Json all = api.get("/api/v1/runs/" + id_of(1) + "/log").json();
  EXPECT_EQ(all["items"].size(), 2U);
  EXPECT_EQ(all["next"], 3);
  const Json rest = api.get("/api/v1/runs/" + id_of(1) + "/log?after=2").json();
  ASSERT_EQ(rest["items"].size(), 1U);
  EXPECT_EQ(rest["items"][0]["event"], "b");
  EXPECT_EQ(api.get("/api/v1/runs/" + id_of(1) + "/log?after=9").json()["next"], 9);
  EXPECT_EQ(api.get("/api/v1/runs/" + id_of(1) + "/log?after=-1").status, 400U);
}

TEST_F(RunRoutes, unknown_runs_and_paths_are_refused) {
  EXPECT_EQ(api.get("/api/v1/runs/" + id_of(7)).status, 404U);
  EXPECT_EQ(api.get("/api/v1/runs/.hidden").status, 400U);
  EXPECT_EQ(api.post("/api/v1/runs/" + id_of(7) + "/cancel").status, 404U);
  save(record_of(id_of(1), StageState::done));
  EXPECT_EQ(api.post("/api/v1/runs/" + id_of(1) + "/cancel").status, 409U);
}

TEST_F(RunRoutes, training_begins_and_is_found_at_its_location) {
  make_dataset();
  const CallAnswer begun = api.post("/api/v1/runs", R"({"dataset":"d","options":{"seed":7}})",
                                    {{"Idempotency-Key", "k1"}});
  ASSERT_EQ(begun.status, 202U) << begun.body;
  EXPECT_EQ(begun.field("Location"), "/api/v1/runs/" + begun.json()["id"].get<std::string>());
  const Json shown = api.get(begun.field("Location")).json();
  EXPECT_EQ(shown["parameters"]["options"]["seed"], 7);
  EXPECT_EQ(shown["parameters"]["model"], "d");
  const CallAnswer again = api.post("/api/v1/runs", R"({"dataset":"d","options":{"seed":7}})",
                                    {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(again.json()["id"], begun.json()["id"]);
  EXPECT_EQ(api.post("/api/v1/runs", R"({"dataset":"d"})", {{"Idempotency-Key", "k1"}}).status,
            409U);
}

struct BadRequest {
  const char* body;
  unsigned status;
  const char* pointer;
};

TEST_F(RunRoutes, points_at_what_is_wrong_with_a_request) {
  make_dataset();
  for (const BadRequest& c : std::vector<BadRequest>{
           {"[", 400, ""},
           {"[]", 400, ""},
           {"{}", 400, "/dataset"},
           {R"({"dataset":5})", 400, "/dataset"},
           {R"({"dataset":"--help"})", 400, "/dataset"},
           {R"({"dataset":"none"})", 404, "/dataset"},
           {R"({"dataset":"d","test_dataset":"none"})", 404, "/test_dataset"},
           {R"({"dataset":"d","model":"A"})", 400, "/model"},
           {R"({"dataset":"d","model":""})", 400, "/model"},
           {R"({"dataset":"d","more":1})", 400, "/more"},
           {R"({"dataset":"d","promote":"now"})", 400, "/promote"},
           {R"({"dataset":"d","options":[]})", 400, "/options"},
           {R"({"dataset":"d","options":{"folds":1}})", 400, "/options/folds"},
           {R"({"dataset":"d","options":{"fold":3}})", 400, "/options/fold"},
           {R"({"dataset":"d","options":{"a/b":3}})", 400, "/options/a~1b"},
           {R"({"dataset":"d","options":{"learners":"none"}})", 400, "/options/learners"},
           {R"({"dataset":"d","options":{"accept":"a\u0000b"}})", 400, "/options/accept"},
           {R"({"dataset":"d","learner_options":{"none":{}}})", 400, "/learner_options/none"},
           {R"({"dataset":"d","learner_options":{"decision_tree":1}})", 400,
            "/learner_options/decision_tree"},
           {R"({"dataset":"d","learner_options":{"decision_tree":{"x":1}}})", 400,
            "/learner_options/decision_tree/x"}}) {
    const CallAnswer answer = api.post("/api/v1/runs", c.body);
    EXPECT_EQ(answer.status, c.status) << c.body << ": " << answer.body;
    EXPECT_EQ(answer.pointer(), c.pointer) << c.body << ": " << answer.body;
  }
  EXPECT_EQ(api.get("/api/v1/runs").json()["items"].size(), 0U) << "nothing was begun";
}

TEST(TrainingCommand, a_request_survives_its_json) {
  const Json body = parse_json(R"({"dataset":"d","model":"m","test_dataset":"t",)"
                               R"("options":{"seed":3},"learner_options":{},"promote":"always"})")
                        .value();
  const auto request = training_request_from(body);
  ASSERT_TRUE(request) << request.error().pointer;
  EXPECT_EQ(to_json(*request), body);
}

}  // namespace
}  // namespace vedette
