// SPDX-License-Identifier: Apache-2.0
#include "data/schema.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace vedette {
namespace {

constexpr std::string_view kExample = R"(name: example
title: "An example: with a colon"
description: two lines
header: absent
delimiter: "\t"
decimal: ","
missing: ["-", "?"]
columns:
  - {name: when, type: timestamp, role: time, format: day_first}
  - name: bytes
    aliases: [Bytes Sent, " sent"]
    type: int64
    unit: bytes
    description: bytes sent
    min: 0
    max: 1e12
    missing: ["-1"]
    may_be_absent: true
    why: it counts
  - {name: service, type: text, categories: [http, "80", "true", "~"]}
  - {name: verdict, type: text, role: label, may_be_missing: false}
label:
  benign: normal
  task: family
  values:
    - raw: normal
    - {raw: [smurf, "smurf."], family: dos}
    - {raw: "0", class: zero}
)";

TEST(ParseSchema, reads_every_key) {
  const Schema schema = parse_schema(kExample, "example.yaml").value();
  EXPECT_EQ(schema.name, "example");
  EXPECT_EQ(schema.header, Schema::Header::absent);
  EXPECT_EQ(schema.delimiter, '\t');
  EXPECT_EQ(schema.decimal, ',');
  ASSERT_EQ(schema.columns.size(), 4U);
  EXPECT_EQ(schema.columns[0].format, TimeFormat::day_first);
  const ColumnSpec& bytes = *schema.find("bytes");
  EXPECT_EQ(bytes.aliases, (std::vector<std::string>{"Bytes Sent", " sent"}));
  EXPECT_EQ(bytes.max, 1e12);
  EXPECT_TRUE(bytes.may_be_absent);
  EXPECT_FALSE(schema.with_role(Role::label)->may_be_missing);
  EXPECT_EQ(schema.feature_names(), (std::vector<std::string>{"bytes", "service"}));
  ASSERT_EQ(schema.label.rules.size(), 4U);
  EXPECT_EQ(schema.label.rules[2].raw, "smurf.");
  EXPECT_EQ(schema.label.rules[2].cls, "smurf");
  EXPECT_EQ(schema.label.rules[2].family, "dos");
  EXPECT_EQ(schema.label.task, Task::family);
}

TEST(ToYaml, reads_back_to_the_same_schema) {
  const Schema schema = parse_schema(kExample, "example.yaml").value();
  const std::string yaml = to_yaml(schema);
  const Result<Schema> again = parse_schema(yaml, "again.yaml");
  ASSERT_TRUE(again) << to_string(again.error()) << "\n" << yaml;
  EXPECT_EQ(again->fingerprint(), schema.fingerprint());
  EXPECT_EQ(to_yaml(*again), yaml);
  EXPECT_EQ(again->title, schema.title);
  EXPECT_EQ(again->delimiter, schema.delimiter);
  EXPECT_EQ(again->columns[1].aliases, schema.columns[1].aliases);
  EXPECT_EQ(again->columns[2].categories, schema.columns[2].categories);
}

struct Refusal {
  std::string_view yaml;
  std::string_view message;  ///< part of it
};

TEST(ParseSchema, refuses_with_line_and_reason) {
  const Refusal cases[] = {
      {"", "a schema must be a mapping"},
      {"name: [", "not valid YAML"},
      {"columns: [{name: a}]", "needs a 'name'"},
      {"name: x", "needs a list of 'columns'"},
      {"name: x\ncolumns: []", "needs a list of 'columns'"},
      {"name: x\ncolumns:\n  - {name: a, typ: text}", "line 3: a column has no key 'typ'"},
      {"name: x\nnmae: y", "line 2: a schema has no key 'nmae'"},
      {"name: x\nname: y", "line 2: the key 'name' is given twice"},
      {"name: x\ncolumns: [{name: a b}]", "'a b' is not a column name"},
      {"name: x\ncolumns: [{name: a, type: float}]", "no column type 'float'"},
      {"name: x\ncolumns: [{name: a, role: target}]", "no role 'target'"},
      {"name: x\ncolumns: [{name: a, min: 2, max: 1}]", "min above max"},
      {"name: x\ncolumns: [{name: a, min: .inf}]", "'min' must be a finite number"},
      {"name: x\ncolumns: [{name: a, format: seconds}]", "no timestamp"},
      {"name: x\ncolumns: [{name: a}, {name: a}]", "two columns 'a'"},
      {"name: x\ncolumns: [{name: a, aliases: [B]}, {name: b}]", "belongs to both"},
      {"name: x\ncolumns: [{name: a, role: label}, {name: b, role: label}]", "at most one"},
      {"name: x\ndelimiter: ab\ncolumns: [{name: a}]", "'delimiter' must be one character"},
      {"name: x\nheader: maybe\ncolumns: [{name: a}]", "no header mode 'maybe'"},
      {"name: x\ncolumns: [{name: a, may_be_absent: 3}]", "neither true nor false"},
      {"name: x\ncolumns: [{name: a}]\nlabel: {values: [{raw: a}, {raw: a}]}", "given twice"},
      {"name: x\ncolumns: [{name: a}]\nlabel: {values: [{class: a}]}", "needs 'raw'"},
      {"name: x\ncolumns: [{name: a}]\nlabel: {benign: b, values: [{raw: a}]}", "benign class 'b'"},
  };
  for (const Refusal& refusal : cases) {
    const Result<Schema> schema = parse_schema(refusal.yaml, "file.yaml");
    ASSERT_FALSE(schema) << refusal.yaml;
    EXPECT_EQ(schema.error().code, ErrorCode::malformed);
    EXPECT_EQ(schema.error().where.file, "file.yaml");
    EXPECT_NE(schema.error().message.find(refusal.message), std::string::npos)
        << refusal.yaml << "\n"
        << schema.error().message;
  }
}

TEST(ParseSchema, suggests_the_nearest_key) {
  const auto schema = parse_schema("name: x\ncolumns: [{name: a, aliasses: b}]", "f");
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().hint, "did you mean 'aliases'?");
}

TEST(Fingerprint, changes_with_meaning_and_not_with_titles) {
  const Schema base = parse_schema(kExample, "example.yaml").value();
  Schema retitled = base;
  retitled.title = "other";
  retitled.columns[1].description = "other";
  retitled.columns[1].aliases.emplace_back("other");
  EXPECT_EQ(retitled.fingerprint(), base.fingerprint());
  const auto differs = [&](auto change) {
    Schema changed = base;
    change(changed);
    return changed.fingerprint() != base.fingerprint();
  };
  EXPECT_TRUE(differs([](Schema& s) { s.columns[1].name = "octets"; }));
  EXPECT_TRUE(differs([](Schema& s) { s.columns[1].type = ColumnType::float64; }));
  EXPECT_TRUE(differs([](Schema& s) { s.columns[1].max = 5; }));
  EXPECT_TRUE(differs([](Schema& s) { s.columns[1].unit = "bits"; }));
  EXPECT_TRUE(differs([](Schema& s) { s.missing.pop_back(); }));
  EXPECT_TRUE(differs([](Schema& s) { s.label.rules[1].family = "probe"; }));
  EXPECT_TRUE(differs([](Schema& s) { std::swap(s.columns[0], s.columns[1]); }));
}

TEST(LoadSchema, knows_every_shipped_schema_and_suggests_near_names) {
  ASSERT_FALSE(shipped_schemas().empty());
  for (const std::string& name : shipped_schemas()) {
    const Result<Schema> schema = load_schema(name);
    ASSERT_TRUE(schema) << name << ": " << to_string(schema.error());
    EXPECT_EQ(schema->name, name);
  }
  const auto missing = load_schema("phishing-website");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_EQ(missing.error().hint, "did you mean 'phishing-websites'?");
}

TEST(LoadSchema, reads_a_file_by_its_path) {
  const auto schema =
      load_schema(std::string(VEDETTE_SOURCE_DIR) + "/schemas/phishing-websites.yaml");
  ASSERT_TRUE(schema) << to_string(schema.error());
  EXPECT_EQ(schema->fingerprint(), load_schema("phishing-websites")->fingerprint());
}

}  // namespace
}  // namespace vedette
