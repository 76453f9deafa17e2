// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_columns.hpp"

#include <gtest/gtest.h>

#include "data/shipped.hpp"

namespace vedette {
namespace {

/// Some names are both ours and CICFlowMeter's, in seconds and in microseconds.
TEST(FlowColumns, a_capture_fills_every_feature_of_cicids2017_in_its_unit) {
  const Schema schema = load_schema("cicids2017").value();
  ReadOptions options;
  options.optional_roles = {Role::label};
  const auto plan = plan_columns(schema, options, {.what = "a capture", .known = kAllFacets});
  ASSERT_TRUE(plan) << to_string(plan.error());
  for (std::size_t i = 0; i < plan->size(); ++i) {
    const ColumnSpec& column = schema.columns[i];
    if (column.role != Role::feature) continue;
    EXPECT_FALSE(std::holds_alternative<std::monostate>((*plan)[i])) << column.name;
    const auto* spec = std::get_if<const FeatureSpec*>(&(*plan)[i]);
    if (spec != nullptr && column.unit == "microseconds") {
      EXPECT_EQ((*spec)->unit, "us") << column.name;
    }
  }
}

TEST(FlowColumns, names_what_a_source_lacks) {
  Schema schema{.name = "wants"};
  schema.columns.push_back({.name = "fwd_gap_mean"});
  schema.columns.push_back({.name = "duration", .unit = "hours"});
  schema.columns.push_back({.name = "nobody_knows"});
  const auto plan = plan_columns(schema, {}, {.what = "a log", .known = kTimes});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::schema_mismatch);
  for (const char* word : {"fwd_gap_mean", "each packet", "duration", "hours", "nobody_knows"})
    EXPECT_NE(plan.error().message.find(word), std::string::npos) << word;
}

}  // namespace
}  // namespace vedette
