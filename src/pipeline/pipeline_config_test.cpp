// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "pipeline/pipeline.hpp"
#include "pipeline/test_home.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kFull = R"(
name: kdd
dataset: kdd-train
schema: nsl-kdd
files: [a.csv, ../b.csv.gz, /c.csv]
train:
  model: kdd-model
  task: family
  learners: [random_forest, gradient_boosting]
  max_fpr: 0.001
  candidates: 20
  seed: 7
  learner_options:
    random_forest: {n_estimators: 50}
evaluate: d.csv
promote: if_better
)";

TEST(PipelineConfig, every_key_lands_where_it_belongs) {
  const PipelineConfig config = parse_pipeline(kFull, "/data/x").value();
  EXPECT_EQ(config.name, "kdd");
  EXPECT_EQ(config.ingest.dataset, "kdd-train");
  EXPECT_EQ(config.ingest.schema->name, "nsl-kdd");
  EXPECT_THAT(config.ingest.files, ElementsAre("/data/x/a.csv", "/data/b.csv.gz", "/c.csv"));
  EXPECT_EQ(config.train.model, "kdd-model");
  EXPECT_EQ(config.train.dataset, "kdd-train");
  EXPECT_EQ(config.train.options.integer("seed"), 7);
  EXPECT_THAT(config.evaluate_files, ElementsAre("/data/x/d.csv"));
  EXPECT_EQ(config.promote, PromotionPolicy::if_better);

  const SelectOptions select = select_options(config.train, *config.ingest.schema).value();
  EXPECT_EQ(select.task, Task::family);
  EXPECT_EQ(select.threshold.kind, ThresholdPolicy::Kind::max_fpr);
  EXPECT_DOUBLE_EQ(select.threshold.max_fpr, 0.001);
  EXPECT_EQ(select.search.candidates, 20);
  ASSERT_EQ(select.learners.size(), 2U);
  EXPECT_EQ(select.learners[0].options["n_estimators"], 50);
}

TEST(PipelineConfig, little_is_enough) {
  const PipelineConfig config =
      parse_pipeline("name: x\nschema: unsw-nb15\nfiles: a.csv\n", ".").value();
  EXPECT_EQ(config.ingest.dataset, "x");
  EXPECT_EQ(config.train.model, "x");
  EXPECT_EQ(config.promote, PromotionPolicy::never);
  const SelectOptions select = select_options(config.train, *config.ingest.schema).value();
  EXPECT_EQ(select.task, config.ingest.schema->label.task);
  EXPECT_EQ(select.split.method, SplitMethod::duplicate_grouped);
}

TEST(PipelineConfig, mistakes_are_named_with_what_is_allowed) {
  const struct {
    const char* yaml;
    const char* says;
  } cases[] = {
      {"schema: nsl-kdd\nfiles: a\n", "'name'"},
      {"name: x\nfiles: a\n", "'schema'"},
      {"name: x\nschema: nsl-kdd\n", "'files'"},
      {"name: x\nschema: nsl-kd\nfiles: a\n", "nsl-kdd"},
      {"name: x\nschema: nsl-kdd\nfiles: a\ntrian: {}\n", "did you mean 'train'?"},
      {"name: x\nschema: nsl-kdd\nfiles: a\ntrain: {sed: 1}\n", "did you mean 'seed'?"},
      {"name: x\nschema: nsl-kdd\nfiles: a\ntrain: {max_fpr: 2}\n", "from 0 to 1"},
      {"name: x\nschema: nsl-kdd\nfiles: a\npromote: maybe\n", "if_better"},
      {"name: x\nschema: nsl-kdd\nfiles: [[a]]\n", "as text"},
      {"- a\n", "must be a mapping"},
  };
  for (const auto& [yaml, says] : cases) {
    const Result<PipelineConfig> config = parse_pipeline(yaml, ".");
    ASSERT_FALSE(config) << yaml;
    EXPECT_THAT(to_string(config.error()), HasSubstr(says)) << yaml;
  }
}

TEST(PipelineConfig, an_unknown_learner_is_refused_with_the_nearest) {
  const PipelineConfig config =
      parse_pipeline("name: x\nschema: nsl-kdd\nfiles: a\ntrain: {learners: random_forst}\n", ".")
          .value();
  EXPECT_THAT(to_string(select_options(config.train, *config.ingest.schema).error()),
              HasSubstr("random_forest"));
}

TEST(PipelineConfig, a_schema_beside_the_file_goes_before_one_that_ships) {
  const TestHome home;
  ASSERT_TRUE(write_file_atomically(home.path() / "mine.yaml",
                                    "name: mine\ncolumns:\n  - {name: a, type: int64}\n"));
  ASSERT_TRUE(write_file_atomically(home.path() / "p.yaml",
                                    "name: x\nschema: mine.yaml\nfiles: a.csv\n"));
  const PipelineConfig config = load_pipeline(home.path() / "p.yaml").value();
  EXPECT_EQ(config.ingest.schema->name, "mine");
  EXPECT_EQ(config.ingest.files.front(), (home.path() / "a.csv").string());
}

TEST(SplitList, words_lose_their_blanks) {
  EXPECT_THAT(split_list(" a, b ,,c "), ElementsAre("a", "b", "c"));
  EXPECT_TRUE(split_list("").empty());
}

}  // namespace
}  // namespace vedette
