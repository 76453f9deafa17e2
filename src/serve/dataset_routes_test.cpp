// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "serve/call_for_test.hpp"
#include "serve/dataset_upload.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSchema =
    "name: small\n"
    "columns:\n"
    "  - {name: n, type: int64}\n"
    "  - {name: x, type: float64, unit: seconds}\n"
    "  - {name: label, type: text, role: label}\n"
    "label: {benign: normal}\n";

/// `rows` rows; where `bad_every` divides the number, `n` is a word.
std::string csv(int rows, int bad_every = 0) {
  std::string text = "n,x,label\n";
  for (int i = 0; i < rows; ++i)
    text += fmt::format("{},{},{}\n",
                        bad_every != 0 && i % bad_every == 0 ? "none" : std::to_string(i),
                        0.5 * (i % 40), i % 3 == 0 ? "scan" : "normal");
  return text;
}

class DatasetRoutes : public testing::Test {
 protected:
  void make(int rows, int bad_every = 0) {
    ASSERT_EQ(api.ask(HttpMethod::put, "/api/v1/datasets/d/schema", kSchema).status, 200U);
    const CallAnswer added = api.post("/api/v1/datasets/d/files?filename=a.csv",
                                      csv(rows, bad_every));
    ASSERT_EQ(added.status, 201U) << added.body;
  }
  CallWorld api;
};

TEST_F(DatasetRoutes, a_file_becomes_a_data_set) {
  make(100, 25);
  const Json dataset = api.get("/api/v1/datasets/d").json();
  EXPECT_EQ(dataset["rows"], 96);
  EXPECT_EQ(dataset["quarantined"], 4);
  EXPECT_EQ(dataset["sources"][0]["name"], "a.csv");
  EXPECT_EQ(api.get("/api/v1/datasets").json()["items"][0], dataset);
}

TEST_F(DatasetRoutes, the_same_file_again_changes_nothing) {
  make(10);
  const CallAnswer again = api.post("/api/v1/datasets/d/files?filename=b.csv", csv(10));
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.json()["already_there"], true);
  EXPECT_EQ(api.get("/api/v1/datasets/d").json()["rows"], 10);
}

TEST_F(DatasetRoutes, rejected_rows_are_named_by_the_label_and_never_by_a_path) {
  make(10);
  const CallAnswer added =
      api.post("/api/v1/datasets/d/files?filename=..%2F..%2Fetc%2Fpasswd", csv(100, 3));
  ASSERT_EQ(added.status, 201U);
  EXPECT_EQ(added.json()["examples"].size(), 20U);
  EXPECT_EQ(added.json()["examples"][0]["file"], "passwd");
  EXPECT_THAT(added.body, Not(HasSubstr(api.home().root.string())));
  const Json page = api.get("/api/v1/datasets/d/quarantine?limit=5").json();
  EXPECT_EQ(page["items"].size(), 5U);
  EXPECT_EQ(page["items"][0]["file"], "passwd");
  EXPECT_EQ(page["items"][0]["rule"], "not_a_number");
}

TEST_F(DatasetRoutes, the_first_file_may_bring_its_schema) {
  const CallAnswer added =
      api.post("/api/v1/datasets/guessed/files?schema=infer&filename=a.csv", csv(200));
  ASSERT_EQ(added.status, 201U) << added.body;
  const Json dataset = api.get("/api/v1/datasets/guessed").json();
  EXPECT_EQ(dataset["rows"], 200);
  EXPECT_EQ(dataset["schema"], "guessed");
  const CallAnswer schema = api.get("/api/v1/datasets/guessed/schema");
  EXPECT_EQ(schema.content_type, "application/yaml");
  EXPECT_THAT(schema.body, HasSubstr("role: label"));
  EXPECT_EQ(api.post("/api/v1/datasets/guessed/files?schema=infer", csv(201)).status, 201U);
}

struct BadUpload {
  const char* target;
  std::string body;
  unsigned status;
  const char* pointer;
};

TEST_F(DatasetRoutes, refuses_uploads_with_a_reason) {
  make(3);
  for (const BadUpload& c : std::vector<BadUpload>{
           {"/api/v1/datasets/new/files", csv(3), 404, "schema"},
           {"/api/v1/datasets/new/files?schema=nothing", csv(3), 404, "schema"},
           {"/api/v1/datasets/new/files?schema=..%2F..%2Fetc%2Fpasswd", csv(3), 404, "schema"},
           {"/api/v1/datasets/d/files?schema=nsl-kdd", csv(3), 409, "schema"},
           {"/api/v1/datasets/Not%20a%20name/files?schema=infer", csv(3), 400, ""},
           {"/api/v1/datasets/d/files", "", 400, ""},
           {"/api/v1/datasets/d/files", "a,b\n1,2\n", 422, ""},
           {"/api/v1/datasets/d/files?format=none", csv(3), 404, ""},
           {"/api/v1/datasets/d/files?option=labels", csv(3), 400, "option"},
           {"/api/v1/datasets/d/files?option=labels=%2Fetc%2Fpasswd", csv(3), 400, "option"},
           {"/api/v1/datasets/d/files?option=nothing=1", csv(3), 400, ""},
           {"/api/v1/datasets/d/files", std::string("\x1f\x8b\x08") + std::string(50, 'x'), 400,
            ""}}) {
    const CallAnswer answer = api.post(c.target, c.body);
    EXPECT_EQ(answer.status, c.status) << c.target << ": " << answer.body;
    EXPECT_EQ(answer.pointer(), c.pointer) << c.target << ": " << answer.body;
    EXPECT_THAT(answer.body, Not(HasSubstr(api.home().root.string()))) << c.target;
  }
}

TEST_F(DatasetRoutes, a_file_that_cannot_be_read_leaves_no_data_set) {
  const auto refused =
      api.post("/api/v1/datasets/new/files?schema=infer&format=none", "a,b\n1,2\n");
  EXPECT_EQ(refused.status, 404U) << refused.body;
  EXPECT_EQ(api.get("/api/v1/datasets/new").status, 404U);
}

TEST_F(DatasetRoutes, listeners_hear_of_uploads) {
  const auto events = api.listen();
  make(20'000);
  std::string heard;
  while (const auto text = events->take()) {
    if (text->empty()) break;
    heard += *text;
  }
  EXPECT_THAT(heard, HasSubstr("event: dataset.changed"));
  EXPECT_THAT(heard, HasSubstr("event: ingest.progress"));
  EXPECT_THAT(heard, HasSubstr(R"("filename":"a.csv")"));
}

TEST_F(DatasetRoutes, rows_come_page_by_page) {
  make(2500);
  std::vector<std::int64_t> seen;
  std::string cursor;
  for (;;) {
    const Json page =
        api.get("/api/v1/datasets/d/rows?limit=1000" + (cursor.empty() ? "" : "&cursor=" + cursor))
            .json();
    for (const Json& row : page["items"]) seen.push_back(row["n"].get<std::int64_t>());
    if (page["next"].is_null()) break;
    cursor = page["next"].get<std::string>();
  }
  ASSERT_EQ(seen.size(), 2500U);
  for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], static_cast<std::int64_t>(i));
  EXPECT_EQ(api.get("/api/v1/datasets/d/rows?limit=1001").status, 400U);
  EXPECT_EQ(api.get("/api/v1/datasets/d/rows?cursor=x").status, 400U);
}

TEST_F(DatasetRoutes, a_mended_schema_takes_quarantined_rows_in) {
  make(100, 10);
  std::string mended = kSchema;
  mended += "missing: [none]\n";
  const CallAnswer replayed = api.post("/api/v1/datasets/d/replay", mended);
  ASSERT_EQ(replayed.status, 200U) << replayed.body;
  EXPECT_EQ(replayed.json(), (Json{{"accepted", 10}, {"still_rejected", 0}}));
  EXPECT_EQ(api.post("/api/v1/datasets/d/replay").json()["accepted"], 0);
  EXPECT_EQ(api.get("/api/v1/datasets/d").json()["rows"], 100);
  EXPECT_EQ(api.ask(HttpMethod::put, "/api/v1/datasets/d/schema", "name: [").status, 400U);
  EXPECT_EQ(api.ask(HttpMethod::put, "/api/v1/datasets/d/schema",
                    "name: other\ncolumns: [{name: other}]\n")
                .status,
            422U);
}

TEST_F(DatasetRoutes, validation_is_kept_until_the_data_set_changes) {
  make(300);
  EXPECT_EQ(api.get("/api/v1/datasets/d/validate").status, 404U);
  EXPECT_EQ(api.get("/api/v1/datasets/d/report").status, 404U);
  const CallAnswer report = api.post("/api/v1/datasets/d/validate");
  ASSERT_EQ(report.status, 200U) << report.body;
  EXPECT_EQ(report.json()["rows"]["kept"], 300);
  EXPECT_EQ(report.json()["sample"], nullptr);
  EXPECT_EQ(report.json()["stale"], false);
  EXPECT_EQ(api.get("/api/v1/datasets/d/validate").body, report.body);
  ASSERT_EQ(api.post("/api/v1/datasets/d/files", csv(301)).status, 201U);
  EXPECT_EQ(api.get("/api/v1/datasets/d/validate").json()["stale"], true);
  const CallAnswer page = api.get("/api/v1/datasets/d/report");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.field("Content-Security-Policy"), HasSubstr("sandbox; default-src 'none'"));
}

TEST_F(DatasetRoutes, the_profile_counts_every_row_and_is_kept) {
  make(500, 50);
  const Json profile = api.get("/api/v1/datasets/d/profile").json();
  EXPECT_EQ(profile["rows"], 490);
  EXPECT_EQ(profile["label"]["column"], "label");
  ASSERT_EQ(profile["columns"].size(), 3U);
  std::int64_t counted = 0;
  for (const Json& count : profile["columns"][0]["histogram"]["counts"])
    counted += count.get<std::int64_t>();
  EXPECT_EQ(counted, 490);
  EXPECT_TRUE(std::filesystem::exists(api.home().root / "reports" / "d.profile.json"));
  EXPECT_EQ(api.get("/api/v1/datasets/d/profile").json(), profile);
  ASSERT_EQ(api.post("/api/v1/datasets/d/files", csv(10)).status, 201U);
  EXPECT_EQ(api.get("/api/v1/datasets/d/profile").json()["rows"], 500);
}

TEST_F(DatasetRoutes, a_dropped_data_set_leaves_nothing_behind) {
  make(300);
  ASSERT_EQ(api.post("/api/v1/datasets/d/validate").status, 200U);
  EXPECT_EQ(api.ask(HttpMethod::delete_, "/api/v1/datasets/d").status, 204U);
  EXPECT_EQ(api.ask(HttpMethod::delete_, "/api/v1/datasets/d").status, 404U);
  EXPECT_EQ(api.get("/api/v1/datasets").json()["items"].size(), 0U);
  EXPECT_TRUE(std::filesystem::is_empty(api.home().root / "reports"));
  make(300);
  EXPECT_EQ(api.get("/api/v1/datasets/d/validate").status, 404U);
}

TEST_F(DatasetRoutes, every_change_is_in_the_audit_log) {
  make(3);
  api.post("/api/v1/datasets/d/replay");
  api.ask(HttpMethod::delete_, "/api/v1/datasets/d");
  const std::vector<AuditEntry> entries = api.world().audit.list(std::nullopt, 10).value();
  std::vector<std::string> actions;
  for (const AuditEntry& entry : entries) actions.push_back(entry.event.action);
  EXPECT_THAT(actions, testing::ElementsAre("dataset.drop", "dataset.replay", "dataset.ingest",
                                            "dataset.schema"));
}

TEST(FileLabel, keeps_what_is_a_name) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a.csv", "a.csv"},
      {"/etc/passwd", "passwd"},
      {"C:\\temp\\a b.pcap", "a b.pcap"},
      {"..", "upload"},
      {"dir/", "upload"},
      {"", "upload"},
      {"a\nb\x7f\x1b[31m.csv", "ab[31m.csv"},
      {std::string("a\0b", 3), "ab"},
      {"caf\xc3\xa9", "caf\xc3\xa9"},
      {"bad\xff.csv", "bad"},
      {std::string(500, 'x'), std::string(200, 'x')}};
  for (const auto& [given, label] : cases) EXPECT_EQ(file_label(given), label) << given;
}

TEST_F(DatasetRoutes, ships_schemas_and_guesses_others) {
  const Json shipped = api.get("/api/v1/schemas").json()["items"];
  ASSERT_GE(shipped.size(), 3U);
  for (const Json& schema : shipped) {
    const std::string name = schema["name"].get<std::string>();
    EXPECT_EQ(api.get("/api/v1/schemas/" + name).status, 200U) << name;
    EXPECT_GT(schema["columns"].get<int>(), 1) << name;
  }
  EXPECT_EQ(api.get("/api/v1/schemas/none").status, 404U);
  const CallAnswer guess = api.post("/api/v1/schemas/infer?name=rows", csv(50));
  ASSERT_EQ(guess.status, 200U) << guess.body;
  EXPECT_THAT(guess.json()["schema"].get<std::string>(), HasSubstr("name: rows"));
  EXPECT_FALSE(guess.json()["notes"].empty());
  EXPECT_EQ(api.post("/api/v1/schemas/infer").status, 400U);
}

TEST_F(DatasetRoutes, the_catalogue_has_the_options_of_training) {
  const Json catalog = api.get("/api/v1/catalog").json();
  for (const char* part :
       {"sources", "stores", "steps", "learners", "validation_codes", "train_options"})
    EXPECT_FALSE(catalog[part].empty()) << part;
}

}  // namespace
}  // namespace vedette
