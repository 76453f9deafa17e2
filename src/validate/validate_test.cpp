// SPDX-License-Identifier: Apache-2.0
#include "validate/validate.hpp"

#include <gmock/gmock.h>

#include <set>

#include "validate/codes.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kRows = 2000;

/// Two features without anything to find, and a label that neither tells.
Table clean_table() {
  return {{doubles("noise", each(kRows, [](std::size_t i) {
                     return static_cast<double>(i * 7919 % 2003) + 0.5;
                   })),
           ints("small", each(kRows, [](std::size_t i) { return static_cast<std::int64_t>(i % 7);
               })),
           texts("label", each(kRows, [](std::size_t i) {
                   return std::string(i % 2 == 0 ? "benign" : "attack");
                 }))}};
}

ValidationReport report_on(const Table& table, const Schema& schema,
                           const ValidateOptions& options = {}) {
  const auto validated = validate(table, schema, options, 0);
  EXPECT_TRUE(validated) << to_string(validated.error());
  return validated ? validated->report() : ValidationReport{};
}

/// The clean table with one more feature.
ValidationReport report_with(Column column) {
  Table table = clean_table();
  table.columns.push_back(std::move(column));
  return report_on(table, schema_for(table));
}

std::set<std::string> codes_of(const ValidationReport& report) {
  std::set<std::string> codes;
  for (const Finding& finding : report.findings) codes.insert(finding.code);
  return codes;
}

TEST(Validate, finds_nothing_in_a_clean_table) {
  const Table table = clean_table();
  const ValidationReport report = report_on(table, schema_for(table));
  EXPECT_TRUE(report.findings.empty()) << to_text(report, {});
  EXPECT_EQ(report.rows_kept, static_cast<std::int64_t>(kRows));
  EXPECT_EQ(report.duplicates.distinct, static_cast<std::int64_t>(kRows));
  EXPECT_EQ(*report.accuracy_ceiling, 1);
  ASSERT_EQ(report.classes.size(), 2U);
  EXPECT_TRUE(report.classes[0].benign);
}

TEST(Validate, hands_back_the_table_and_schema_it_was_given) {
  const Table table = clean_table();
  const auto validated = validate(table, schema_for(table), {}, 0);
  EXPECT_EQ(validated->table().columns, table.columns);
  EXPECT_EQ(validated->schema().fingerprint(), schema_for(table).fingerprint());
}

TEST(Validate, refuses_tables_that_are_not_of_the_schema) {
  const Table table = clean_table();
  Schema schema = schema_for(table);
  schema.columns.push_back({.name = "absent"});
  EXPECT_EQ(validate(table, schema, {}, 0).error().code, ErrorCode::schema_mismatch);
  schema.columns.back().may_be_absent = true;
  EXPECT_TRUE(validate(table, schema, {}, 0));
  spec_of(schema, "small").type = ColumnType::text;
  EXPECT_THAT(validate(table, schema, {}, 0).error().message, HasSubstr("small"));
}

TEST(Validate, stops_when_it_is_told_to) {
  std::stop_source stop;
  stop.request_stop();
  ValidateOptions options;
  options.work.stop = stop.get_token();
  const Table table = clean_table();
  EXPECT_EQ(validate(table, schema_for(table), options, 0).error().code, ErrorCode::cancelled);
}

struct ColumnCase {
  const char* name;
  Column (*column)();
  std::set<std::string> codes;
};

class ColumnFindings : public testing::TestWithParam<ColumnCase> {};

TEST_P(ColumnFindings, are_exactly_these) {
  EXPECT_EQ(codes_of(report_with(GetParam().column())), GetParam().codes);
}

std::string some_text(std::size_t i) { return "t" + std::to_string(i % 5); }
std::int64_t scrambled(std::size_t i) { return static_cast<std::int64_t>(i * 7919 % 2003); }

INSTANTIATE_TEST_SUITE_P(
    cases, ColumnFindings,
    testing::Values(
        ColumnCase{"constant",
                   [] { return ints("x", std::vector<std::int64_t>(kRows, 3)); },
                   {"constant"}},
        ColumnCase{"near_constant",
                   [] { return ints("x", each(kRows, [](std::size_t i) { return std::int64_t{i ==
                       9}; })); },
                   {"near_constant"}},
        ColumnCase{"empty",
                   [] { return texts("x", std::vector<std::string>(kRows)); },
                   {"empty_column"}},
        ColumnCase{"often_missing",
                   [] { return texts("x", each(kRows, [](std::size_t i) { return i / 2 % 3 == 0 ?
                       "" : some_text(i / 2); })); },
                   {"missing_values"}},
        ColumnCase{"infinite",
                   [] { return doubles("x", each(kRows, [](std::size_t i) { return i == 4 ?
                       HUGE_VAL : static_cast<double>(i / 2 % 9); })); },
                   {"infinite"}},
        ColumnCase{"sentinel",
                   [] { return ints("x", each(kRows, [](std::size_t i) {
                       return static_cast<std::int64_t>(i / 2 % 40) - 1; })); },
                   {"sentinel"}},
        ColumnCase{"three_valued_is_no_sentinel",
                   [] { return ints("x", each(kRows, [](std::size_t i) {
                       return static_cast<std::int64_t>(i / 2 % 3) - 1; })); },
                   {}},
        ColumnCase{"beyond_binary",
                   [] { return ints("su_attempted", each(kRows, [](std::size_t i) { return i == 5 ?
                       2 : static_cast<std::int64_t>(i / 2 % 2); })); },
                   {"beyond_binary"}},
        ColumnCase{"counts_may_pass_one",
                   [] { return ints("num_shells", each(kRows, [](std::size_t i) { return i == 5 ?
                       2 : static_cast<std::int64_t>(i / 2 % 2); })); },
                   {}},
        ColumnCase{"case_variants",
                   [] { return texts("x", each(kRows, [](std::size_t i) {
                       return std::string(i / 2 % 2 == 0 ? "TCP" : "tcp"); })); },
                   {"case_variants"}},
        ColumnCase{"many_categories",
                   [] { return texts("x", each(kRows, [](std::size_t i) {
                       return std::to_string(i * 7919 % 1201); })); },
                   {"many_categories"}},
        ColumnCase{"named_like_an_address",
                   [] { return texts("Src IP", each(kRows, [](std::size_t i) {
                       return some_text(i / 2); })); },
                   {"identifier_by_name"}},
        ColumnCase{"a_flag_about_addresses",
                   [] { return ints("having_IP_Address", each(kRows, [](std::size_t i) {
                       return static_cast<std::int64_t>(i / 2 % 2); })); },
                   {}},
        ColumnCase{"all_different", [] { return ints("x", each(kRows, scrambled)); },
                   {"identifier_by_data"}},
        ColumnCase{"a_counter",
                   [] { return ints("x", each(kRows, [](std::size_t i) {
                       return static_cast<std::int64_t>(3 * i); })); },
                   {"identifier_by_data"}},
        ColumnCase{"the_label_again",
                   [] { return ints("x", each(kRows, [](std::size_t i) {
                       return static_cast<std::int64_t>(i % 2); })); },
                   {"restates_label"}},
        ColumnCase{"almost_the_label",
                   [] { return ints("x", each(kRows, [](std::size_t i) {
                       return static_cast<std::int64_t>(i % 100 < 3 ? 0 : i % 2); })); },
                   {"shortcut"}}),
    [](const auto& case_info) { return case_info.param.name; });

TEST(Validate, range_breaks_are_warnings_until_they_are_many) {
  Table table = clean_table();
  Schema schema = schema_for(table);
  spec_of(schema, "small").max = 5;
  ValidateOptions options{.max_out_of_range_share = 0.5};
  const ValidationReport report = report_on(table, schema, options);
  const auto finding = find_code(report, "out_of_range");
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->severity, Severity::warning);
  EXPECT_EQ(finding->rows, 285);
  EXPECT_THAT(finding->first_rows, ElementsAre(7, 14, 21, 28, 35, 42, 49, 56, 63, 70));
  EXPECT_THAT(finding->sentence, HasSubstr("5 or less"));
  EXPECT_TRUE(has_errors(report_on(table, schema)));
}

TEST(Validate, row_numbers_are_those_of_the_file) {
  Table table = clean_table();
  Schema schema = schema_for(table);
  spec_of(schema, "noise").min = 1;
  ValidateOptions options;
  for (std::size_t i = 0; i < kRows; ++i)
    options.row_numbers.push_back(1000 + static_cast<std::int64_t>(i));
  const ValidationReport report = report_on(table, schema, options);
  EXPECT_THAT(find_code(report, "out_of_range")->first_rows, ElementsAre(1000));
}

TEST(Validate, categories_outside_the_schema_are_listed) {
  Table table = clean_table();
  Schema schema = schema_for(table);
  spec_of(schema, "small").categories = {"0", "1", "2", "3", "4", "5"};
  const auto finding = find_code(report_on(table, schema), "unknown_category");
  ASSERT_TRUE(finding);
  EXPECT_THAT(finding->sentence, HasSubstr("'6'"));
}

TEST(Validate, missing_values_are_errors_where_they_are_forbidden) {
  const Table table{{texts("p", {"tcp", "", "udp"}), texts("label", {"benign", "dos", "dos"})}};
  Schema schema = schema_for(table);
  spec_of(schema, "p").may_be_missing = false;
  const ValidationReport report = report_on(table, schema);
  EXPECT_THAT(find_code(report, "missing_forbidden")->first_rows, ElementsAre(2));
}

TEST(Validate, quarantined_rows_count_as_read_and_many_are_an_error) {
  const Table table = clean_table();
  const auto few = validate(table, schema_for(table), {}, 10);
  EXPECT_EQ(few->report().rows_read, 2010);
  EXPECT_EQ(find_code(few->report(), "quarantined")->severity, Severity::warning);
  EXPECT_TRUE(has_errors(validate(table, schema_for(table), {}, 500)->report()));
}

TEST(Validate, a_table_without_rows_is_an_error_finding) {
  const Table table{{ints("x", {}), texts("label", {})}};
  const ValidationReport report = report_on(table, schema_for(table));
  EXPECT_TRUE(find_code(report, "no_rows"));
  EXPECT_EQ(report.columns.size(), 2U);
}

TEST(Validate, duplicates_warn_and_contradictions_set_the_ceiling) {
  const Table table{{ints("x", {1, 1, 2, 3}), texts("label", {"benign", "dos", "dos", "benign"})}};
  const ValidationReport report = report_on(table, schema_for(table));
  EXPECT_EQ(find_code(report, "duplicates")->severity, Severity::warning);
  EXPECT_THAT(find_code(report, "contradictions")->first_rows, ElementsAre(1, 2));
  EXPECT_EQ(*report.accuracy_ceiling, 0.75);
}

TEST(Labels, missing_unknown_and_badly_spelt_ones_are_found) {
  const Table table{{ints("x", {1, 2, 3, 4, 5}),
                     texts("label", {"benign", "Benign ", "", "dos", "martian"})}};
  Schema schema = schema_for(table);
  schema.label.rules = {{"benign", "benign", "benign"}, {"Benign", "benign", "benign"},
                        {"dos", "dos", "dos"}};
  const ValidationReport report = report_on(table, schema);
  EXPECT_THAT(find_code(report, "label_unknown")->sentence, HasSubstr("martian"));
  EXPECT_THAT(find_code(report, "label_spelling")->sentence, HasSubstr("'Benign '"));
  EXPECT_THAT(find_code(report, "label_missing")->first_rows, ElementsAre(3));
  EXPECT_EQ(report.rows_without_class, 2);
}

TEST(Labels, minus_one_and_one_are_not_spellings_of_each_other) {
  const Table table{{ints("x", {1, 2}), ints("label", {-1, 1})}};
  Schema schema = schema_for(table);
  schema.label.benign = "1";
  EXPECT_FALSE(find_code(report_on(table, schema), "label_spelling"));
}

TEST(Labels, may_be_absent_only_for_scoring) {
  const Table table{{ints("x", {1, 2})}};
  EXPECT_TRUE(find_code(report_on(table, schema_for(table)), "label_absent"));
  const ValidateOptions scoring{.labels = LabelNeed::optional};
  EXPECT_FALSE(has_errors(report_on(table, schema_for(table), scoring)));
}

TEST(Labels, one_class_is_no_task) {
  const Table table{{ints("x", {1, 2}), texts("label", {"benign", "benign"})}};
  EXPECT_TRUE(find_code(report_on(table, schema_for(table)), "label_unusable"));
}

TEST(Labels, small_classes_are_named_with_their_rows) {
  Table table{{doubles("x", each(300, [](std::size_t i) { return static_cast<double>(i); })),
               texts("label", each(300, [](std::size_t i) {
                       return std::string(i < 5 ? "u2r" : i < 40 ? "r2l" : "benign");
                     }))}};
  Schema schema = schema_for(table);
  schema.label.task = Task::multiclass;
  const ValidationReport report = report_on(table, schema);
  EXPECT_THAT(find_code(report, "class_tiny")->sentence, HasSubstr("u2r (5)"));
  EXPECT_THAT(find_code(report, "class_small")->sentence, HasSubstr("r2l (35)"));
}

TEST(Times, jumps_unset_clocks_lost_times_and_disorder_are_found) {
  const std::int64_t day = 86400;
  const std::int64_t y2017 = 1'499'000'000;
  Table table{{times("ts", {y2017, y2017 + 60, 5, y2017 + 90 * day, y2017 + 30})}};
  table.columns[0].push_missing();
  Schema schema = schema_for(table);
  spec_of(schema, "ts").role = Role::time;
  const ValidationReport report = report_on(table, schema, {.labels = LabelNeed::optional});
  EXPECT_EQ(codes_of(report),
            (std::set<std::string>{"clock_jump", "clock_unset", "time_lost", "time_unordered"}));
  EXPECT_THAT(find_code(report, "clock_jump")->sentence, HasSubstr("1 gap(s)"));
  EXPECT_THAT(find_code(report, "clock_unset")->first_rows, ElementsAre(3));
  EXPECT_EQ(find_code(report, "time_lost")->severity, Severity::error);
}

TEST(Findings, come_most_severe_first_and_carry_advice_from_the_table) {
  Table table = clean_table();
  table.columns.push_back(ints("constant", std::vector<std::int64_t>(kRows, 1)));
  table.columns.push_back(ints("leak", each(kRows, [](std::size_t i) {
                                 return static_cast<std::int64_t>(i % 2);
                               })));
  const ValidationReport report = report_on(table, schema_for(table));
  ASSERT_EQ(report.findings.size(), 2U);
  EXPECT_EQ(report.findings[0].code, "restates_label");
  EXPECT_EQ(report.findings[1].advice, validation_code("constant").advice);
}

TEST(Findings, codes_are_unique_and_explained) {
  std::set<std::string_view> seen;
  for (const ValidationCode& row : validation_codes()) {
    EXPECT_TRUE(seen.insert(row.code).second) << row.code;
    EXPECT_FALSE(row.meaning.empty() || row.advice.empty() || row.severity.empty()) << row.code;
  }
}

TEST(Findings, do_not_depend_on_the_order_of_rows) {
  Table table = clean_table();
  table.columns.push_back(doubles("often", each(kRows, [](std::size_t i) {
                                    return i % 3 == 0 ?
                                        std::nan("") : static_cast<double>(i % 50) - 1;
                                  })));
  std::vector<std::uint32_t> reversed;
  for (std::size_t i = kRows; i > 0; --i) reversed.push_back(static_cast<std::uint32_t>(i - 1));
  const Schema schema = schema_for(table);
  const ValidationReport forward = report_on(table, schema);
  const ValidationReport backward = report_on(table.select(reversed), schema);
  ASSERT_EQ(forward.findings.size(), backward.findings.size());
  for (std::size_t i = 0; i < forward.findings.size(); ++i)
    EXPECT_EQ(forward.findings[i].sentence, backward.findings[i].sentence);
}

}  // namespace
}  // namespace vedette
