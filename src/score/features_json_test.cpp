// SPDX-License-Identifier: Apache-2.0
#include "score/features_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "registry/example_for_test.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

Explainer explainer_of(Task task) {
  Bundle bundle = example::bundle("example", task);
  const Table data = example::table(60);
  bundle.reference = to_json(make_sketch(data, bundle.schema, example::all_rows(data)));
  return Explainer::make(std::make_shared<const Bundle>(std::move(bundle))).value();
}

TEST(FeaturesJson, tells_all_that_a_form_needs) {
  const Json features = features_json(explainer_of(Task::binary));
  ASSERT_EQ(features.size(), 3U);
  const Json& bytes = features[1];
  EXPECT_EQ(bytes["name"], "bytes");
  EXPECT_EQ(bytes["type"], "int64");
  EXPECT_EQ(bytes["unit"], "bytes");
  EXPECT_EQ(bytes["required"], false);
  EXPECT_TRUE(bytes["categories"].is_null());
  EXPECT_TRUE(bytes["range"].is_null());
  EXPECT_LT(bytes["quantiles"]["p01"], bytes["quantiles"]["p99"]);
  EXPECT_EQ(bytes["importance"], 0.75);
  const Json& protocol = features[2];
  EXPECT_THAT(protocol["categories"].get<std::vector<std::string>>(),
              testing::UnorderedElementsAre("tcp", "udp", "icmp"));
  EXPECT_TRUE(protocol["quantiles"].is_null());
  EXPECT_TRUE(protocol["importance"].is_null());
}

TEST(ExampleRows, are_of_each_class_in_turn_and_always_the_same) {
  for (const Task task : {Task::binary, Task::multiclass}) {
    const Explainer explainer = explainer_of(task);
    const std::size_t classes = explainer.bundle().labels.classes.size();
    const Json rows = example_rows(explainer, classes + 1).value();
    ASSERT_EQ(rows.size(), classes + 1);
    EXPECT_EQ(dump_json(rows), dump_json(example_rows(explainer, classes + 1).value()));
    Table table;
    for (const char* name : {"seconds", "bytes", "protocol"})
      table.columns.push_back(Column::make(name, explainer.bundle().schema.find(name)->type));
    for (const Json& row : rows) {
      row["seconds"].is_null() ? table.columns[0].push_missing()
                               : table.columns[0].push_float64(row["seconds"].get<double>());
      table.columns[1].push_int64(row["bytes"].get<std::int64_t>());
      table.columns[2].push_text(row["protocol"].get<std::string>());
    }
    const std::vector<Verdict> verdicts = score(explainer.bundle(), table).value();
    for (std::size_t i = 0; i < verdicts.size(); ++i)
      EXPECT_EQ(verdicts[i].cls, static_cast<std::int32_t>(i % classes)) << "example " << i;
  }
}

TEST(ExampleRows, there_are_none_without_a_reference) {
  const auto bundle = std::make_shared<const Bundle>(example::bundle());
  EXPECT_EQ(example_rows(Explainer::make(bundle).value(), 3).value().size(), 0U);
}

}  // namespace
}  // namespace vedette
