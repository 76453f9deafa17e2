// SPDX-License-Identifier: Apache-2.0
/// The public data sets, with what is known about them. Skipped where they are not at hand.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "data/read_table.hpp"
#include "data/sniff.hpp"
#include "validate/infer.hpp"
#include "validate/test_tables.hpp"
#include "validate/validate.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;

std::filesystem::path data_file(const std::string& name) {
  const char* given = std::getenv("VEDETTE_TEST_DATA");
  const std::filesystem::path folder =
      given != nullptr ? given : VEDETTE_SOURCE_DIR "/../shared/data";
  return folder / name;
}

/// Validates a file against a schema that ships.
Result<ValidationReport> report_on(const std::string& file, const std::string& schema_name) {
  const Schema schema = VEDETTE_TRY(load_schema(schema_name));
  ReadTable read = VEDETTE_TRY(read_rows(data_file(file).string(), schema));
  ValidateOptions options;
  options.row_numbers = std::move(read.row_numbers);
  const ValidatedTable validated =
      VEDETTE_TRY(validate(std::move(read.table), schema, options,
                           static_cast<std::int64_t>(read.rejected.size())));
  return validated.report();
}

#define VEDETTE_SKIP_WITHOUT(file) \
  if (!std::filesystem::exists(data_file(file))) GTEST_SKIP() << "there is no " << data_file(file)

TEST(RealData, phishing_has_the_published_duplicates_and_ceiling) {
  const std::string file = "phishing-websites/phisingData.csv";
  VEDETTE_SKIP_WITHOUT(file);
  const auto report = report_on(file, "phishing-websites");
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->rows_kept, 11055);
  EXPECT_EQ(report->contradictions.vectors, 64);
  EXPECT_EQ(report->contradictions.rows, 357);
  EXPECT_NEAR(*report->accuracy_ceiling, 0.9897, 5e-5);
  EXPECT_FALSE(has_errors(*report)) << to_text(*report, {});
}

TEST(RealData, nsl_kdd_shows_its_known_faults) {
  const std::string file = "nsl-kdd/KDDTrain+.txt.gz";
  VEDETTE_SKIP_WITHOUT(file);
  const auto report = report_on(file, "nsl-kdd");
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->rows_kept, 125973);
  EXPECT_FALSE(has_errors(*report)) << to_text(*report, {});
  ASSERT_TRUE(find_code(*report, "constant"));
  EXPECT_EQ(find_code(*report, "constant")->column, "num_outbound_cmds");
  const auto about_su = std::find_if(
      report->findings.begin(), report->findings.end(),
      [](const Finding& found) { return found.column == "su_attempted" && found.rows == 59; });
  EXPECT_NE(about_su, report->findings.end());
}

TEST(RealData, unsw_nb15_passes_with_warnings) {
  const std::string file = "unsw-nb15/UNSW_NB15_sample.csv.gz";
  VEDETTE_SKIP_WITHOUT(file);
  const auto report = report_on(file, "unsw-nb15");
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->rows_kept, 49165);
  EXPECT_GT(report->contradictions.rows, 0);
  EXPECT_FALSE(has_errors(*report)) << to_text(*report, {});
}

TEST(RealData, cicids2017_passes_with_warnings) {
  const std::string file = "cicids2017-improved/cicids2017_mon-thu_sample.csv.gz";
  VEDETTE_SKIP_WITHOUT(file);
  const auto report = report_on(file, "cicids2017");
  ASSERT_TRUE(report) << to_string(report.error());
  EXPECT_EQ(report->rows_kept, 31797);
  EXPECT_EQ(report->classes.front().name, "BENIGN");
  EXPECT_FALSE(has_errors(*report)) << to_text(*report, {});
}

struct UnknownFile {
  const char* name;
  const char* file;
  const char* label;   ///< canonical name; empty: there is none
  const char* benign;  ///< class; empty: cannot be told
};

class InferRealData : public testing::TestWithParam<UnknownFile> {};

TEST_P(InferRealData, finds_the_label_and_the_benign_class_of_an_undescribed_file) {
  const std::string file = GetParam().file;
  VEDETTE_SKIP_WITHOUT(file);
  const auto sniffed = sniff_schema(data_file(file).string());
  ASSERT_TRUE(sniffed) << to_string(sniffed.error());
  const auto table = read_table(data_file(file).string(), *sniffed, 20000);
  ASSERT_TRUE(table) << to_string(table.error());
  const auto inferred = infer_schema(*table, *sniffed);
  ASSERT_TRUE(inferred) << to_string(inferred.error());
  const ColumnSpec* label = inferred->schema.with_role(Role::label);
  EXPECT_EQ(label == nullptr ? "" : label->name, GetParam().label);
  EXPECT_EQ(inferred->schema.label.benign, GetParam().benign);
  for (const ColumnSpec& column : inferred->schema.columns)
    EXPECT_TRUE(column.role == Role::feature || !column.why.empty()) << column.name;
}

INSTANTIATE_TEST_SUITE_P(
    files, InferRealData,
    testing::Values(UnknownFile{"phishing", "phishing-websites/phisingData.csv", "Result", ""},
                    UnknownFile{"nsl_kdd", "nsl-kdd/KDDTrain+.txt.gz", "c42", "normal"},
                    UnknownFile{"unsw", "unsw-nb15/UNSW_NB15_sample.csv.gz", "label", "0"},
                    UnknownFile{"cicids", "cicids2017-improved/cicids2017_mon-thu_sample.csv.gz",
                                "Label", "BENIGN"},
                    UnknownFile{"argus", "argus/test5-mixed.binetflow", "Label", "benign"},
                    UnknownFile{"argus_unlabelled", "argus/test11-portscan.binetflow", "", ""}),
    [](const auto& case_info) { return case_info.param.name; });

}  // namespace
}  // namespace vedette
