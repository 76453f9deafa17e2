// SPDX-License-Identifier: Apache-2.0
#include "pipeline/run_record.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "pipeline/test_home.hpp"

namespace vedette {
namespace {

RunRecord example(const std::string& id) {
  return {.id = id,
          .kind = "pipeline",
          .name = "kdd",
          .started_at = 1,
          .ended_at = 5,
          .state = StageState::failed,
          .process = 42,
          .stages = {{.name = "ingest", .state = StageState::done, .message = "3 rows"},
                     {.name = "train", .state = StageState::failed, .output = "{}"}}};
}

TEST(RunRecord, json_form_reads_back_to_the_same) {
  const RunRecord record = example("20260131T120000Z-0001");
  const Json json = to_json(record);
  EXPECT_EQ(to_json(run_record_from_json(json).value()), json);
}

TEST(RunRecord, a_missing_or_strange_member_is_named) {
  for (const char* key : {"id", "state", "stages", "process"}) {
    Json json = to_json(example("x"));
    json.erase(key);
    EXPECT_THAT(run_record_from_json(json).error().message, testing::HasSubstr(key));
  }
  Json json = to_json(example("x"));
  json["state"] = "asleep";
  EXPECT_THAT(run_record_from_json(json).error().message, testing::HasSubstr("asleep"));
}

TEST(RunRecord, ids_sort_by_time) {
  EXPECT_EQ(make_run_id(1499082000123456789, 0x1abcd), "20170703T114000Z-abcd");
  EXPECT_LT(make_run_id(1000000000LL, 5), make_run_id(2000000000LL, 1));
}

TEST(RunRecord, runs_are_listed_newest_first_and_damaged_ones_left_out) {
  const TestHome home;
  ASSERT_TRUE(save_run(home.path(), example("20260101T000000Z-0001")));
  ASSERT_TRUE(save_run(home.path(), example("20260102T000000Z-0001")));
  ASSERT_TRUE(save_run(home.path(), example("20260103T000000Z-0001")));
  ASSERT_TRUE(write_file_atomically(home.path() / "20260102T000000Z-0001" / "run.json", "{"));
  const std::vector<RunRecord> runs = list_runs(home.path()).value();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].id, "20260103T000000Z-0001");
  EXPECT_EQ(runs[1].id, "20260101T000000Z-0001");
}

TEST(RunRecord, an_id_cannot_leave_the_directory) {
  const TestHome home;
  for (const std::string& id : {std::string(), std::string("../x"), std::string("a/b"),
                                std::string(".hidden"), std::string(300, 'a')})
    EXPECT_EQ(load_run(home.path(), id).error().code, ErrorCode::invalid_argument) << id;
  EXPECT_EQ(load_run(home.path(), "none").error().code, ErrorCode::not_found);
}

TEST(RunRecord, knows_the_form_of_its_ids) {
  EXPECT_TRUE(is_run_id(make_run_id(1'700'000'000'123'456'789, 0xabcdef)));
  for (const char* other : {"", "20260131T120000Z-1A2b", "20260131T120000Z-1a2", "../etc/passwd",
                            "20260131T120000Z/1a2b", "20260131T120000Z-1a2b/"})
    EXPECT_FALSE(is_run_id(other)) << other;
}

}  // namespace
}  // namespace vedette
