// SPDX-License-Identifier: Apache-2.0
#include "data/yaml.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

using testing::HasSubstr;

TEST(Yaml, scalars_get_the_type_they_look_like) {
  const struct {
    const char* yaml;
    const char* json;
  } cases[] = {
      {"a: 1", R"({"a":1})"},           {"a: -2.5e3", R"({"a":-2500.0})"},
      {"a: true", R"({"a":true})"},     {"a: ", R"({"a":null})"},
      {"a: ~", R"({"a":null})"},        {"a: \"1\"", R"({"a":"1"})"},
      {"a: '~'", R"({"a":"~"})"},       {"a: 1.2.3.4", R"({"a":"1.2.3.4"})"},
      {"a: [x, 2]", R"({"a":["x",2]})"}, {"a: {b: no}", R"({"a":{"b":"no"}})"},
  };
  for (const auto& [yaml, json] : cases)
    EXPECT_EQ(dump_json(parse_yaml(yaml, "f").value()), json) << yaml;
}

TEST(Yaml, an_empty_document_is_null) { EXPECT_TRUE(parse_yaml("", "f").value().is_null()); }

TEST(Yaml, errors_name_file_and_line) {
  const Error twice = parse_yaml("a: 1\nb: 2\na: 3\n", "p.yaml").error();
  EXPECT_THAT(to_string(twice), testing::AllOf(HasSubstr("line 3"), HasSubstr("'a'"),
                                               HasSubstr("p.yaml")));
  EXPECT_THAT(to_string(parse_yaml("a: [1,\n", "p.yaml").error()), HasSubstr("not valid YAML"));
  EXPECT_FALSE(parse_yaml("? [x]\n: 1\n", "p.yaml"));
}

TEST(Yaml, aliases_cannot_multiply_without_bound) {
  std::string bomb = "a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string below = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + below;
    for (int j = 0; j < 9; ++j) bomb += "," + below;
    bomb += "]\n";
  }
  EXPECT_EQ(parse_yaml(bomb, "f").error().code, ErrorCode::too_large);
}

TEST(Yaml, depth_is_limited) {
  EXPECT_EQ(parse_yaml(std::string(100, '[') + std::string(100, ']'), "f").error().code,
            ErrorCode::too_large);
}

}  // namespace
}  // namespace vedette
