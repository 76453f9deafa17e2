// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/example_for_test.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

/// `table` with the labels of some rows replaced.
Table with_labels(Table table, const std::vector<std::pair<std::size_t, std::string>>& changed) {
  const std::size_t rows = table.rows();
  Column labels = Column::make("label", ColumnType::text);
  for (std::size_t row = 0; row < rows; ++row) {
    std::string text = table.find("label")->text(row);
    for (const auto& [at, label] : changed)
      if (at == row) text = label;
    text.empty() ? labels.push_missing() : labels.push_text(text);
  }
  table.columns.back() = std::move(labels);
  return table;
}

TEST(EvaluateBundle, counts_the_decisions_that_score_makes) {
  for (const Task task : {Task::binary, Task::family, Task::multiclass}) {
    const Bundle bundle = example::bundle("example", task);
    const Table table = example::table(200, 8);
    const Evaluation evaluation = evaluate_bundle(bundle, table).value().evaluation;
    const std::vector<Verdict> verdicts = score(bundle, table).value();
    const ConfusionMatrix& confusion = evaluation.report.confusion;
    std::vector<std::int64_t> expected(confusion.counts.size());
    for (const Verdict& verdict : verdicts) {
      const std::string label =
          table.find("label")->text(static_cast<std::size_t>(verdict.row - 1));
      const auto truth = static_cast<std::size_t>(bundle.labels.index_of(label));
      ++expected[truth * confusion.classes.size() + static_cast<std::size_t>(verdict.cls)];
    }
    EXPECT_EQ(confusion.counts, expected) << to_string(task);
    EXPECT_EQ(evaluation.rows, 200);
    EXPECT_EQ(evaluation.threshold->value, bundle.threshold->value);
  }
}

TEST(EvaluateBundle, on_the_training_rows_gives_the_evaluation_in_the_bundle) {
  const Bundle bundle = example::bundle();
  const Evaluation again = evaluate_bundle(bundle, example::table(60)).value().evaluation;
  EXPECT_EQ(dump_json(to_json(again)), dump_json(to_json(bundle.evaluation)));
}

TEST(EvaluateBundle, binary_takes_attack_names_that_a_rule_covers_though_training_had_none) {
  const Table table = with_labels(example::table(30), {{1, "smurf"}, {4, " smurf "}});
  const Evaluation evaluation = evaluate_bundle(example::bundle(), table).value().evaluation;
  EXPECT_EQ(evaluation.report.per_class[1].rows, 20);
}

TEST(EvaluateBundle, takes_unknown_labels_as_attacks_where_the_schema_names_only_the_benign_one) {
  Bundle bundle = example::bundle();
  bundle.schema.label.rules.clear();
  const Table table = with_labels(example::table(30), {{1, "never-seen"}, {4, "never-seen"}});
  const BundleEvaluation judged = evaluate_bundle(bundle, table).value();
  std::int64_t rows = 0;
  for (const LabelOutcome& label : judged.labels) {
    rows += label.rows;
    EXPECT_LE(label.flagged, label.rows) << label.label;
    EXPECT_EQ(label.trained_on, label.label != "never-seen") << label.label;
    if (label.label == "never-seen") {
      EXPECT_EQ(label.rows, 2);
    }
  }
  EXPECT_EQ(rows, 30);
}

TEST(EvaluateBundle, counts_and_names_labels_without_a_class) {
  const struct {
    std::string what;
    Task task;
    std::vector<std::pair<std::size_t, std::string>> labels;
    std::string sentence;
  } cases[] = {
      {"uncovered in binary", Task::binary, {{1, "teardrop"}}, "1 row(s)"},
      {"covered, but not in training", Task::multiclass, {{1, "smurf"}}, "'smurf' (1)"},
      {"most frequent first", Task::binary, {{0, "b"}, {1, "c"}, {2, "c"}}, "'c' (2), 'b' (1)"},
      {"missing", Task::binary, {{5, ""}}, "no label (1)"},
      {"many", Task::binary,
       {{0, "a"}, {1, "b"}, {2, "c"}, {3, "d"}, {4, "e"}, {5, "f"}, {6, "g"}},
       "and 2 more values"},
  };
  const Table table = example::table(30);
  for (const auto& c : cases) {
    const auto refused =
        evaluate_bundle(example::bundle("example", c.task), with_labels(table, c.labels));
    ASSERT_FALSE(refused) << c.what;
    EXPECT_EQ(refused.error().code, ErrorCode::schema_mismatch) << c.what;
    EXPECT_THAT(refused.error().message, HasSubstr(c.sentence)) << c.what;
  }
}

TEST(EvaluateBundle, needs_the_label_column_and_the_features) {
  const Bundle bundle = example::bundle();
  for (const char* name : {"label", "protocol"}) {
    Table table = example::table(30);
    std::erase_if(table.columns, [&](const Column& column) { return column.name == name; });
    const auto refused = evaluate_bundle(bundle, table);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::schema_mismatch);
    EXPECT_THAT(refused.error().message, HasSubstr(name));
  }
}

}  // namespace
}  // namespace vedette
