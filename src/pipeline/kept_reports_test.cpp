// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kept_reports.hpp"

#include <gmock/gmock.h>

#include "pipeline/test_home.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

class KeptReportsTest : public testing::Test {
 protected:
  TestHome home_;
  KeptReports reports_{home_.path() / "reports"};
  DatasetInfo info_ = [] {
    DatasetInfo info;
    info.name = "lan";
    info.content_sha256 = "ab";
    return info;
  }();
  ValidationReport report_ = [] {
    ValidationReport report;
    report.schema_name = "flows";
    report.rows_kept = 7;
    return report;
  }();
};

TEST_F(KeptReportsTest, a_validation_is_found_again_with_its_page) {
  ASSERT_TRUE(keep_validation(reports_, info_, report_, TimeNs{5}));
  const std::optional<KeptReport> found = reports_.find("lan", kValidationReport);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state, state_of(info_));
  EXPECT_EQ(found->made_at, 5);
  EXPECT_EQ(found->body["schema"], "flows");
  EXPECT_TRUE(found->body["sample"].is_null());
  EXPECT_THAT(reports_.page("lan").value(), HasSubstr("<html"));
}

TEST_F(KeptReportsTest, a_sample_says_of_how_many_rows) {
  const KeptReport kept =
      keep_validation(reports_, info_, report_, TimeNs{5}, SampledRows{7, 100}).value();
  EXPECT_EQ(kept.body["sample"], (Json{{"rows", 7}, {"of", 100}}));
}

TEST_F(KeptReportsTest, the_state_changes_with_rows_schema_and_quarantine) {
  for (const auto& change : std::vector<void (*)(DatasetInfo&)>{
           [](DatasetInfo& info) { info.content_sha256 = "cd"; },
           [](DatasetInfo& info) { info.schema_fingerprint = "new"; },
           [](DatasetInfo& info) { info.quarantined = 1; }}) {
    DatasetInfo changed = info_;
    change(changed);
    EXPECT_NE(state_of(changed), state_of(info_));
  }
}

TEST_F(KeptReportsTest, nothing_is_left_of_what_is_forgotten) {
  ASSERT_TRUE(keep_validation(reports_, info_, report_, TimeNs{5}));
  reports_.forget("lan");
  EXPECT_FALSE(reports_.find("lan", kValidationReport));
  EXPECT_EQ(reports_.page("lan").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace vedette
