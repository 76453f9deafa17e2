// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <limits>

#include "registry/example_for_test.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

using Format = PredictionWriter::Format;

/// A bundle whose classes and threshold are set by hand; it is written about, not scored with.
Bundle bundle_with(std::vector<std::string> classes, std::optional<float> threshold) {
  Bundle bundle = example::bundle("watch");
  bundle.version = 3;
  bundle.labels.classes = std::move(classes);
  bundle.threshold.reset();
  if (threshold) bundle.threshold = Threshold{.value = *threshold};
  return bundle;
}

Prediction verdict_of(std::int64_t row, Decision decision, std::int32_t cls, float attack_score,
                      std::vector<float> scores) {
  auto all = std::make_shared<const Scores>(
      Scores{.rows = 1, .classes = scores.size(), .values = std::move(scores)});
  return {row, Verdict{row, decision, cls, attack_score, {std::move(all), 0}}, nullptr, {}};
}

Prediction rejected(std::string column, std::string message) {
  return {7, std::nullopt,
          std::make_shared<const RejectedRow>(
              RejectedRow{.file = "f.csv", .row = 7, .column = std::move(column),
                          .rule = "not_a_number", .message = std::move(message), .raw = "x"}),
          {}};
}

TEST(PredictionWriter, csv_has_a_header_and_one_line_per_row) {
  const Bundle bundle = bundle_with({"normal", "attack"}, 0.5F);
  const PredictionWriter writer(bundle, Format::csv);
  EXPECT_EQ(writer.header(),
            "row,class,decision,attack_score,score_normal,score_attack,threshold,model,error\n");
  EXPECT_EQ(writer.line(verdict_of(1, Decision::attack, 1, 0.9F, {0.1F, 0.9F})),
            "1,attack,attack,0.9,0.1,0.9,0.5,watch@3,\n");
  EXPECT_EQ(writer.line(rejected("bytes", "'x' is not a number")),
            "7,,,,,,0.5,watch@3,not_a_number in column bytes: 'x' is not a number\n");
}

TEST(PredictionWriter, repeats_the_columns_that_were_kept) {
  const Bundle bundle = bundle_with({"normal", "attack"}, 0.5F);
  Prediction good = verdict_of(1, Decision::benign, 0, 0, {1, 0});
  good.kept = {"10.0.0.1", "=1+1"};
  const PredictionWriter csv(bundle, Format::csv, {"src_ip", "note"});
  EXPECT_THAT(csv.header(), testing::StartsWith("row,src_ip,note,class,"));
  EXPECT_THAT(csv.line(good), testing::StartsWith("1,10.0.0.1,'=1+1,normal,"));
  EXPECT_THAT(csv.line(rejected("bytes", "bad")), testing::StartsWith("7,,,,"));
  const PredictionWriter json(bundle, Format::jsonl, {"src_ip", "note"});
  EXPECT_EQ(parse_json(json.line(good)).value()["input"]["note"], "=1+1");
  EXPECT_FALSE(parse_json(json.line(rejected("bytes", "bad"))).value().contains("input"));
}

TEST(PredictionWriter, csv_without_threshold_leaves_the_field_empty) {
  const Bundle bundle = bundle_with({"a", "b"}, std::nullopt);
  const PredictionWriter writer(bundle, Format::csv);
  EXPECT_EQ(writer.line(verdict_of(2, Decision::abstain, 0, 0.75F, {0.75F, 0.25F})),
            "2,a,abstain,0.75,0.75,0.25,,watch@3,\n");
}

TEST(PredictionWriter, csv_quotes_and_never_starts_a_formula) {
  const struct {
    std::string name;
    std::string field;
  } cases[] = {
      {"a,b", "\"a,b\""},
      {"a\"b", "\"a\"\"b\""},
      {"a\nb", "\"a\nb\""},
      {"a\rb", "\"a\rb\""},
      {"=1+2", "'=1+2"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\tx", "'\tx"},
      {"=cmd|',\"x\"", "\"'=cmd|',\"\"x\"\"\""},
      {"a=b", "a=b"},
  };
  for (const auto& c : cases) {
    const Bundle bundle = bundle_with({c.name, "other"}, 0.5F);
    const PredictionWriter writer(bundle, Format::csv);
    const std::string line = writer.line(verdict_of(1, Decision::benign, 0, 0, {1, 0}));
    EXPECT_EQ(line, "1," + c.field + ",benign,0,1,0,0.5,watch@3,\n");
  }
}

TEST(PredictionWriter, lines_of_many_long_classes_are_whole) {
  std::vector<std::string> classes;
  std::vector<float> scores;
  for (std::size_t i = 0; i < 20; ++i) {
    classes.push_back(std::string(60 + i, static_cast<char>('a' + i)));
    scores.push_back(1.17549435e-38F * static_cast<float>(i + 1));  // as long as texts get
  }
  const Bundle bundle = bundle_with(classes, 0.123456789F);
  const Prediction last = verdict_of(1'000'000'000'000, Decision::attack, 19, scores[19], scores);
  const Prediction copy = last;
  const Json json = parse_json(PredictionWriter(bundle, Format::jsonl).line(copy)).value();
  std::string csv = fmt::format("1000000000000,{},attack,{}", classes[19], scores[19]);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(json["scores"][classes[i]].get<float>(), scores[i]);
    csv += fmt::format(",{}", scores[i]);
  }
  EXPECT_EQ(PredictionWriter(bundle, Format::csv).line(copy),
            csv + fmt::format(",{},watch@3,\n", bundle.threshold->value));
}

TEST(PredictionWriter, header_quotes_class_names) {
  const Bundle bundle = bundle_with({"a,b", "=c"}, 0.5F);
  EXPECT_THAT(PredictionWriter(bundle, Format::csv).header(),
              testing::HasSubstr(",\"score_a,b\",score_=c,threshold"));
}

TEST(PredictionWriter, json_lines_have_no_header_and_parse) {
  const Bundle bundle = bundle_with({"normal", "o\"dd\n"}, 0.25F);
  const PredictionWriter writer(bundle, Format::jsonl);
  EXPECT_EQ(writer.header(), "");
  const std::string line = writer.line(verdict_of(4, Decision::attack, 1, 0.75F, {0.25F, 0.75F}));
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const Json json = parse_json(line).value();
  EXPECT_EQ(json["row"], 4);
  EXPECT_EQ(json["class"], "o\"dd\n");
  EXPECT_EQ(json["decision"], "attack");
  EXPECT_EQ(json["attack_score"], 0.75);
  EXPECT_EQ(json["scores"]["normal"], 0.25);
  EXPECT_EQ(json["scores"]["o\"dd\n"], 0.75);
  EXPECT_EQ(json["threshold"], 0.25);
  EXPECT_EQ(json["model"], "watch@3");
  EXPECT_FALSE(json.contains("error"));
}

TEST(PredictionWriter, json_lines_of_rejected_rows_say_why) {
  const Bundle bundle = bundle_with({"normal", "attack"}, std::nullopt);
  const PredictionWriter writer(bundle, Format::jsonl);
  const Json json = parse_json(writer.line(rejected("", "bad \xff byte"))).value();
  EXPECT_EQ(json["row"], 7);
  EXPECT_EQ(json["error"]["rule"], "not_a_number");
  EXPECT_EQ(json["error"]["column"], "");
  EXPECT_EQ(json["error"]["message"], "bad \xef\xbf\xbd byte");
  EXPECT_TRUE(json["threshold"].is_null());
  EXPECT_FALSE(json.contains("class"));
}

TEST(PredictionWriter, scores_read_back_to_the_same_float) {
  const Bundle bundle = bundle_with({"normal", "attack"}, 0.5F);
  const PredictionWriter writer(bundle, Format::csv);
  Random random(5);
  for (int i = 0; i < 2000; ++i) {
    const float value = static_cast<float>(random.uniform()) *
                        (i % 2 == 0 ? 1.0F : std::numeric_limits<float>::min() * 4);
    const std::string line = writer.line(verdict_of(1, Decision::attack, 1, value, {0, 0}));
    const std::string text = line.substr(std::string_view("1,attack,attack,").size());
    float back = -1;
    std::from_chars(text.data(), text.data() + text.find(','), back);
    ASSERT_EQ(back, value) << line;
  }
}

}  // namespace
}  // namespace vedette
