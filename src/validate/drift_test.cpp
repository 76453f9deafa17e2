// SPDX-License-Identifier: Apache-2.0
#include "validate/drift.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "base/random.hpp"
#include "validate/test_tables.hpp"

namespace vedette {
namespace {

std::vector<std::uint32_t> all_rows(const Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

Table normal_table(std::uint64_t seed, std::size_t rows, double shift) {
  Random random(seed);
  return {{doubles("x", each(rows, [&](std::size_t) { return random.normal() + shift; }))}};
}

/// Largest distance by its definition.
double naive_distance(const std::vector<double>& a, const std::vector<double>& b) {
  const auto share = [](const std::vector<double>& values, double at) {
    return static_cast<double>(std::count_if(values.begin(), values.end(),
                                             [=](double v) { return v <= at; })) /
           static_cast<double>(values.size());
  };
  double distance = 0;
  for (const auto& sample : {a, b})
    for (const double at : sample)
      distance = std::max(distance, std::abs(share(a, at) - share(b, at)));
  return distance;
}

TEST(Drift, equal_tables_do_not_drift) {
  const Table table{{doubles("x", {1, 2, 3, 4}), texts("p", {"tcp", "udp", "tcp", ""})}};
  const DriftReport report = compare(table, table, schema_for(table));
  ASSERT_EQ(report.columns.size(), 2U);
  for (const ColumnDrift& column : report.columns) {
    EXPECT_EQ(column.psi, 0) << column.name;
    EXPECT_EQ(column.statistic, 0) << column.name;
    EXPECT_EQ(column.p_value, 1) << column.name;
    EXPECT_EQ(column.severity, Severity::info);
  }
}

TEST(Drift, distance_is_that_of_the_definition_also_for_tied_values) {
  Random random(9);
  for (int round = 0; round < 50; ++round) {
    const auto draw = [&](std::size_t) { return static_cast<double>(random.below(12)); };
    const auto a = each(1 + random.below(30), draw);
    const auto b = each(1 + random.below(30), draw);
    const Table reference{{doubles("x", a)}};
    const DriftReport report = compare(reference, Table{{doubles("x", b)}}, schema_for(reference));
    EXPECT_NEAR(report.columns[0].statistic, naive_distance(a, b), 1e-12);
  }
}

TEST(Drift, severity_follows_the_stated_limits) {
  const Table reference = normal_table(1, 20000, 0);
  const Schema schema = schema_for(reference);
  const auto severity = [&](double shift) {
    return compare(reference, normal_table(2, 20000, shift), schema).columns[0].severity;
  };
  // The index of a shifted standard normal is about the squared shift.
  EXPECT_EQ(severity(0.0), Severity::info);
  EXPECT_EQ(severity(0.4), Severity::warning);
  EXPECT_EQ(severity(1.0), Severity::error);
}

TEST(Drift, psi_of_two_categories_is_the_formula) {
  const auto share = [](int ones) {
    return Table{{texts("p", each(100, [=](std::size_t i) {
                     return std::string(static_cast<int>(i) < ones ? "tcp" : "udp");
                   }))}};
  };
  const Table reference = share(50);
  const auto report = compare(reference, share(80), schema_for(reference));
  EXPECT_NEAR(report.columns[0].psi, 0.3 * std::log(0.8 / 0.5) - 0.3 * std::log(0.2 / 0.5), 1e-12);
  // 2 x 2 table 50 50 / 80 20: chi-square 200 (50*20 - 50*80)^2 / (130 * 70 * 100 * 100).
  EXPECT_NEAR(report.columns[0].statistic, 200.0 * 9e6 / (130.0 * 70 * 1e4), 1e-9);
}

TEST(Drift, a_rare_value_that_becomes_frequent_is_seen) {
  const auto table = [](std::size_t zeros) {
    return Table{{ints("x", each(100, [=](std::size_t i) { return std::int64_t{i >= zeros}; }))}};
  };
  const Table reference = table(5);
  EXPECT_EQ(compare(reference, table(50), schema_for(reference)).columns[0].severity,
            Severity::error);
}

TEST(Drift, new_categories_are_named_and_missing_rows_are_a_bin) {
  const Table reference{{texts("p", {"tcp", "tcp", "udp", "udp"})}};
  const Table current{{texts("p", {"tcp", "sctp", "sctp", ""})}};
  const ColumnDrift drift = compare(reference, current, schema_for(reference)).columns[0];
  EXPECT_THAT(drift.new_categories, testing::ElementsAre("sctp"));
  EXPECT_EQ(drift.current_missing, 0.25);
  EXPECT_EQ(drift.bins.back().label, "(missing)");
  EXPECT_EQ(drift.severity, Severity::error);
}

TEST(Drift, bins_are_shares_that_add_up_to_one) {
  Random random(4);
  const auto draw = [&](std::size_t i) { return i % 7 == 0 ? std::nan("") : random.normal(); };
  const Table reference{{doubles("x", each(999, draw))}};
  const Table current{{doubles("x", each(500, draw))}};
  const ColumnDrift drift = compare(reference, current, schema_for(reference)).columns[0];
  double before = 0;
  double now = 0;
  for (const DriftBin& bin : drift.bins) {
    before += bin.reference;
    now += bin.current;
  }
  EXPECT_NEAR(before, 1, 1e-12);
  EXPECT_NEAR(now, 1, 1e-12);
  EXPECT_EQ(drift.bins.size(), 11U);
}

TEST(Drift, columns_are_sorted_and_those_of_one_side_are_listed) {
  const Table reference{{ints("a", {1, 1, 1, 1}), ints("b", {1, 2, 3, 4}),
                         ints("gone", {1, 1, 1, 1})}};
  const Table current{{ints("a", {1, 1, 1, 1}), ints("b", {9, 9, 9, 9})}};
  const DriftReport report = compare(reference, current, schema_for(reference));
  EXPECT_EQ(report.columns[0].name, "b");
  EXPECT_THAT(report.not_compared, testing::ElementsAre("gone"));
}

TEST(Drift, labels_and_identifiers_are_not_compared) {
  const Table table{{ints("a", {1, 2}), texts("label", {"benign", "attack"})}};
  EXPECT_EQ(compare(table, table, schema_for(table)).columns.size(), 1U);
}

TEST(Sketch, is_small_and_close_to_the_exact_comparison) {
  const Table reference = normal_table(1, 5000, 0);
  const Table current = normal_table(2, 3000, 0.3);
  const Schema schema = schema_for(reference);
  const ReferenceSketch sketch = make_sketch(reference, schema, all_rows(reference));
  EXPECT_LE(sketch.columns[0].points.size(), kSketchSize);
  const ColumnDrift exact = compare(reference, current, schema).columns[0];
  const ColumnDrift small = compare(sketch, current).columns[0];
  EXPECT_NEAR(small.statistic, exact.statistic, 1.0 / 255);
  EXPECT_LE(small.statistic, exact.statistic + 1e-12);
  EXPECT_NEAR(small.psi, exact.psi, 0.02);
}

TEST(Sketch, survives_json_with_the_same_bits) {
  const double inf = std::numeric_limits<double>::infinity();
  const Table table{{doubles("x", {0.1, 1e300, -inf, inf, std::nan("")}),
                     texts("p", {"tcp", "\"q\"", "", "udp", "tcp"})}};
  const ReferenceSketch sketch = make_sketch(table, schema_for(table), all_rows(table));
  const auto back = sketch_from_json(parse_json(dump_json(to_json(sketch))).value());
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_EQ(*back, sketch);
}

TEST(Sketch, takes_only_the_given_rows) {
  const Table table{{ints("x", {1, 2, 3, 100})}};
  const std::vector<std::uint32_t> rows{0, 1};
  const ReferenceSketch sketch = make_sketch(table, schema_for(table), rows);
  EXPECT_EQ(sketch.rows, 2);
  EXPECT_EQ(sketch.columns[0].points.back().value, 2);
}

TEST(Sketch, pools_what_does_not_fit) {
  const Table table{{texts("p", {"a", "a", "b", "b", "c", "d"})}};
  const ReferenceSketch sketch = make_sketch(table, schema_for(table), all_rows(table), 2);
  EXPECT_EQ(sketch.columns[0].categories.size(), 2U);
  EXPECT_EQ(sketch.columns[0].other_rows, 2);
  EXPECT_EQ(compare(sketch, table).columns[0].psi, 0);
}

TEST(Sketch, hostile_json_is_refused) {
  for (const char* text :
       {R"([])", R"({"rows": 1})", R"({"rows": 1, "columns": [3]})",
        R"({"rows": 1, "columns": [{"name": "x", "rows": 1, "missing": 2, "points": []}]})",
        R"({"rows": 1, "columns": [{"name": "x", "rows": 1, "missing": 0, "points": [[1, 0]]}]})",
        R"({"rows": 1, "columns": [{"name": "x", "rows": 1, "missing": 0,
            "points": [[1, 0, 2]]}]})",
        R"({"rows": 1, "columns": [{"name": "x", "rows": 1, "missing": 0,
            "points": [[2, 0, 0.5], [1, 0.5, 1]]}]})",
        R"({"rows": 1, "columns": [{"name": "x", "rows": 1, "missing": 0, "categories": [["a", -1]],
            "other_rows": 0}]})"}) {
    const auto sketch = sketch_from_json(parse_json(text).value());
    ASSERT_FALSE(sketch) << text;
    EXPECT_EQ(sketch.error().code, ErrorCode::malformed);
  }
}

}  // namespace
}  // namespace vedette
