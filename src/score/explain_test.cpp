// SPDX-License-Identifier: Apache-2.0
#include "score/explain.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "registry/example_for_test.hpp"
#include "validate/sketch.hpp"

namespace vedette {
namespace {

/// The example bundle with another learner, and with sketches of its training rows.
std::shared_ptr<Bundle> bundle_of(const std::string& learner, Task task = Task::binary) {
  Bundle bundle = example::bundle("example", task);
  const Table data = example::table(120);
  const LearnerEntry* entry = find_learner(learner).value();
  const TransformPlan plan =
      entry->traits.handles_missing ? TransformPlan::for_trees() : TransformPlan::for_linear();
  bundle.transform = Transform::fit(plan, data, bundle.schema, example::all_rows(data)).value();
  Matrix matrix = bundle.transform.apply(data, {}).value();
  for (std::size_t row = 0; row < data.rows(); ++row)
    matrix.classes.push_back(bundle.labels.index_of(data.find("label")->text(row)));
  const Options options = Options::make(entry->options, Json()).value();
  const WorkContext work;
  const TrainRequest request{matrix, bundle.labels.classes.size(), options, 1, work};
  bundle.learner = learner;
  bundle.model = entry->train(request).value();
  bundle.reference = to_json(make_sketch(data, bundle.schema, example::all_rows(data)));
  return std::make_shared<Bundle>(std::move(bundle));
}

Explainer explainer_of(const std::string& learner, Task task = Task::binary) {
  return Explainer::make(bundle_of(learner, task)).value();
}

double sum_of(const Explanation& explanation) {
  double sum = explanation.base;
  for (const Contribution& c : explanation.features) sum += c.contribution;
  return sum;
}

TEST(Explain, every_learner_accounts_for_its_output_by_input_columns) {
  for (const char* learner : {"decision_tree", "gradient_boosting", "logistic_regression",
                              "kernel_svm", "linear_svm", "adaboost"}) {
    const Explainer explainer = explainer_of(learner);
    const auto explanations = explainer.explain(example::table(20, 4)).value();
    ASSERT_EQ(explanations.size(), 20U);
    for (const Explanation& one : explanations) {
      ASSERT_EQ(one.features.size(), 3U) << learner;
      ASSERT_NEAR(sum_of(one), one.output, 1e-9) << learner;
      EXPECT_TRUE(std::ranges::is_sorted(one.features, std::greater{}, [](const Contribution& c) {
        return std::abs(c.contribution);
      }));
    }
  }
}

TEST(Explain, outputs_are_those_of_the_scores) {
  const Explainer explainer = explainer_of("gradient_boosting");
  const Table rows = example::table(30, 5);
  const auto explanations = explainer.explain(rows).value();
  const Matrix matrix = explainer.bundle().transform.apply(rows, {}).value();
  const Scores scores = explainer.bundle().model->predict(matrix).value();
  for (std::size_t i = 0; i < 30; ++i) {
    EXPECT_EQ(explanations[i].cls, 1U);
    EXPECT_EQ(explanations[i].unit, "log_odds");
    EXPECT_NEAR(1 / (1 + std::exp(-explanations[i].output)),
                static_cast<double>(scores.row(i)[1]), 1e-6);
  }
}

TEST(Explain, takes_the_likeliest_attack_unless_told_a_class) {
  const Explainer explainer = explainer_of("decision_tree", Task::multiclass);
  const Table rows = example::table(60, 9);
  const auto classes = explainer.classes_to_explain(rows).value();
  const auto chosen = explainer.explain(rows).value();
  const auto benign = explainer.explain(rows, 0).value();
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_GT(classes[i], 0U);
    EXPECT_EQ(chosen[i].cls, classes[i]);
    EXPECT_EQ(benign[i].cls, 0U);
    const std::vector<std::uint32_t> row{static_cast<std::uint32_t>(i)};
    const Explanation alone = explainer.explain(rows.select(row)).value().front();
    EXPECT_EQ(dump_json(to_json(alone, explainer.bundle())),
              dump_json(to_json(chosen[i], explainer.bundle())));
  }
  EXPECT_EQ(explainer.explain(rows, 3).error().code, ErrorCode::invalid_argument);
}

TEST(Explain, tells_what_is_normal_for_a_column) {
  const Explainer explainer = explainer_of("decision_tree");
  const Explanation one = explainer.explain(example::table(7, 4)).value().back();
  for (const Contribution& c : one.features) {
    if (c.feature == "protocol") {
      EXPECT_THAT(c.usual, testing::UnorderedElementsAre("tcp", "icmp", "udp"));
      EXPECT_FALSE(c.normal || c.percentile);
    } else {
      ASSERT_TRUE(c.normal) << c.feature;
      EXPECT_LT(c.normal->low, c.normal->median);
      EXPECT_LT(c.normal->median, c.normal->high);
    }
    if (c.feature == "seconds") {  // every seventh is missing
      EXPECT_TRUE(c.value.is_null());
      EXPECT_FALSE(c.percentile);
    }
    if (c.feature == "bytes") {
      EXPECT_GE(c.percentile.value(), 0);
      EXPECT_LE(c.percentile.value(), 1);
    }
  }
}

TEST(Explain, json_has_the_members_of_the_interface) {
  const Explainer exact = explainer_of("decision_tree");
  const Explanation tree = exact.explain(example::table(1)).value().front();
  const Json json = to_json(tree, exact.bundle(), 2);
  EXPECT_EQ(json["class"], "attack");
  EXPECT_EQ(json["unit"], "probability");
  EXPECT_EQ(json["method"], "tree_shap");
  EXPECT_EQ(json["features"].size(), 2U);
  for (const char* key : {"feature", "value", "contribution", "normal", "percentile", "usual"})
    EXPECT_TRUE(json["features"][0].contains(key)) << key;
  EXPECT_FALSE(json["features"][0].contains("standard_error"));
  const Explainer sampled = explainer_of("kernel_svm");
  const Explanation svm = sampled.explain(example::table(1)).value().front();
  EXPECT_TRUE(to_json(svm, sampled.bundle())["features"][0].contains("standard_error"));
}

TEST(Explain, without_a_reference_trees_are_explained_and_linear_models_are_not) {
  const auto without = [](const std::string& learner) {
    const std::shared_ptr<Bundle> bundle = bundle_of(learner);
    bundle->reference = Json::object();
    return Explainer::make(bundle).value();
  };
  const auto tree = without("decision_tree").explain(example::table(3)).value();
  EXPECT_FALSE(tree.front().features.front().normal);
  const auto linear = without("logistic_regression").explain(example::table(3));
  ASSERT_FALSE(linear);
  EXPECT_EQ(linear.error().code, ErrorCode::unsupported);
  const Explainer unable = without("logistic_regression");
  EXPECT_EQ(feature_importance(unable, example::table(3), {}).value().size(), 0U);
}

TEST(Explain, a_table_without_a_feature_is_refused_by_name) {
  Table rows = example::table(3);
  std::erase_if(rows.columns, [](const Column& column) { return column.name == "bytes"; });
  const auto refused = explainer_of("decision_tree").explain(rows);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::schema_mismatch);
}

TEST(FeatureImportance, adds_up_to_one_and_is_sorted) {
  const Explainer explainer = explainer_of("decision_tree");
  const Json importance = feature_importance(explainer, example::table(900), {}).value();
  const WorkContext three{.threads = 3};
  EXPECT_EQ(feature_importance(explainer, example::table(900), three).value(), importance);
  ASSERT_EQ(importance.size(), 3U);
  double sum = 0;
  double last = 1;
  for (const Json& row : importance) {
    EXPECT_LE(row["importance"].get<double>(), last);
    last = row["importance"].get<double>();
    sum += last;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

}  // namespace
}  // namespace vedette
