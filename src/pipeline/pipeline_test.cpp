// SPDX-License-Identifier: Apache-2.0
#include "pipeline/pipeline.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/random.hpp"
#include "pipeline/kept_reports.hpp"
#include "pipeline/test_home.hpp"

namespace vedette {
namespace {

constexpr const char* kSchema = R"(
name: toy
columns:
  - {name: bytes, type: int64}
  - {name: rate, type: float64}
  - {name: proto, type: text}
  - {name: label, type: text, role: label}
label:
  benign: normal
)";

/// Rows whose class depends on two columns and some noise.
std::string toy_csv(int rows, std::uint64_t seed) {
  Random random(seed);
  std::string text = "bytes,rate,proto,label\n";
  for (int i = 0; i < rows; ++i) {
    const auto bytes = static_cast<int>(random.below(1000));
    const double rate = random.uniform();
    const bool attack = (bytes > 500) != (rate > 0.5 && random.uniform() < 0.9);
    text += std::to_string(bytes) + "," + std::to_string(rate) + "," +
            (random.below(2) == 0 ? "tcp" : "udp") + "," + (attack ? "scan" : "normal") + "\n";
  }
  return text;
}

/// A home with a pipeline file, and everything that runs it.
class PipelineTest : public testing::Test {
 protected:
  void SetUp() override {
    write("toy.yaml", kSchema);
    write("rows.csv", toy_csv(600, 1));
    write("p.yaml",
          "name: toy\nschema: toy.yaml\nfiles: rows.csv\n"
          "train: {learners: decision_tree}\n");
    home_ = Home::open(directory_.path() / "home").value();
    store_ = open_store("memory:").value();
    datasets_.emplace(*store_, clock_);
    registry_ = Registry::open(home_.models(), clock_).value();
  }

  void write(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file_atomically(directory_.path() / name, text));
  }

  Result<RunRecord> run(std::stop_token stop = {}) {
    now_ += 1'000'000'000;
    const PipelineConfig config = load_pipeline(directory_.path() / "p.yaml").value();
    const PipelineWorld world{home_, *datasets_, *registry_, clock_, log_};
    return run_pipeline(config, world, {.stop = stop}, {}, nullptr);
  }

  static std::vector<std::string> states(const RunRecord& record) {
    std::vector<std::string> words;
    for (const StageRecord& stage : record.stages) words.emplace_back(to_string(stage.state));
    return words;
  }

  TestHome directory_;
  TimeNs now_ = 1'700'000'000'000'000'000;
  Clock clock_ = [this] { return now_; };
  Log log_;
  Home home_;
  std::unique_ptr<Store> store_;
  std::optional<Datasets> datasets_;
  std::optional<Registry> registry_;
};

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(PipelineTest, a_first_run_ends_with_a_champion_that_scores) {
  const RunRecord record = run().value();
  EXPECT_THAT(states(record), ElementsAre("done", "done", "done", "done", "done"));
  EXPECT_EQ(datasets_->show("toy").value().rows, 600);
  const std::shared_ptr<const Bundle> champion = registry_->load({"toy", "champion"}).value();
  EXPECT_GT(champion->evaluation.report.accuracy, 0.7);
  EXPECT_EQ(champion->training["dataset"], "toy");
  EXPECT_TRUE(std::filesystem::exists(home_.runs() / record.id / "validation.html"));
  EXPECT_TRUE(KeptReports(home_.reports()).find("toy", kValidationReport));
}

TEST_F(PipelineTest, a_second_run_skips_everything) {
  ASSERT_TRUE(run());
  EXPECT_THAT(states(run().value()),
              ElementsAre("skipped", "skipped", "skipped", "skipped", "skipped"));
  EXPECT_EQ(registry_->list("toy").value().size(), 1U);
}

TEST_F(PipelineTest, new_rows_run_everything_again) {
  ASSERT_TRUE(run());
  write("rows.csv", toy_csv(700, 2));
  EXPECT_THAT(states(run().value()), ElementsAre("done", "done", "done", "done", "done"));
  EXPECT_EQ(datasets_->show("toy").value().rows, 1300);
  EXPECT_EQ(registry_->show({"toy", "2"}).value().aliases.front(), "challenger");
}

TEST_F(PipelineTest, another_seed_trains_again_on_the_same_rows) {
  ASSERT_TRUE(run());
  write("p.yaml",
        "name: toy\nschema: toy.yaml\nfiles: rows.csv\n"
        "train: {learners: decision_tree, seed: 2}\n");
  EXPECT_THAT(states(run().value()),
              ElementsAre("skipped", "skipped", "done", "done", "done"));
}

TEST_F(PipelineTest, a_result_that_is_gone_is_made_again) {
  ASSERT_TRUE(run());
  ASSERT_TRUE(datasets_->drop("toy"));
  EXPECT_EQ(states(run().value())[0], "done");
  EXPECT_EQ(datasets_->show("toy").value().rows, 600);
}

TEST_F(PipelineTest, a_failed_stage_is_recorded_and_resumed) {
  write("rows.csv", "bytes,label\n1,normal\n");
  const Result<RunRecord> failed = run();
  ASSERT_FALSE(failed);
  EXPECT_THAT(to_string(failed.error()), HasSubstr("running stage 'ingest'"));
  const RunRecord record = list_runs(home_.runs()).value().front();
  EXPECT_EQ(record.state, StageState::failed);
  EXPECT_THAT(record.stages[0].message, HasSubstr("rate"));
  EXPECT_EQ(record.stages[1].state, StageState::waiting);
  write("rows.csv", toy_csv(600, 1));
  EXPECT_TRUE(run());
}

TEST_F(PipelineTest, a_stop_request_cancels_the_run) {
  std::stop_source source;
  source.request_stop();
  const Result<RunRecord> cancelled = run(source.get_token());
  ASSERT_FALSE(cancelled);
  EXPECT_EQ(cancelled.error().code, ErrorCode::cancelled);
  EXPECT_EQ(list_runs(home_.runs()).value().front().state, StageState::cancelled);
  EXPECT_TRUE(run());
}

TEST_F(PipelineTest, promotion_follows_the_policy) {
  ASSERT_TRUE(run());
  write("p.yaml",
        "name: toy\nschema: toy.yaml\nfiles: rows.csv\npromote: always\n"
        "train: {learners: decision_tree, seed: 3}\n");
  EXPECT_THAT(run().value().stages.back().message, HasSubstr("toy@2 is the new champion"));
  write("p.yaml",
        "name: toy\nschema: toy.yaml\nfiles: rows.csv\npromote: if_better\n"
        "train: {learners: decision_tree, seed: 3, learner_options: {decision_tree: "
        "{max_depth: 1}}}\n");
  // One split cannot tell an exclusive-or: the deeper tree stays in charge.
  EXPECT_THAT(run().value().stages.back().message, HasSubstr("champion toy@2 stays"));
}

TEST_F(PipelineTest, the_previous_champion_is_judged_on_the_same_test_rows) {
  ASSERT_TRUE(run());
  write("p.yaml",
        "name: toy\nschema: toy.yaml\nfiles: rows.csv\n"
        "train: {learners: decision_tree, seed: 5}\n");
  const RunRecord record = run().value();
  const Json trained = parse_json(record.stages[2].output).value();
  const auto found = std::ranges::find_if(trained["baselines"], [](const Json& row) {
    return row["name"] == "previous_champion";
  });
  ASSERT_NE(found, trained["baselines"].end());
  EXPECT_EQ((*found)["test"]["rows"], trained["metrics"]["rows"]);
}

}  // namespace
}  // namespace vedette
