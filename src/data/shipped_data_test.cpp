// SPDX-License-Identifier: Apache-2.0
// Every schema that ships reads the published file it describes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "data/read_table.hpp"

namespace vedette {
namespace {

std::filesystem::path data_folder() {
  const char* folder = std::getenv("VEDETTE_TEST_DATA");
  return folder != nullptr ? folder : VEDETTE_SOURCE_DIR "/../shared/data";
}

struct Published {
  const char* schema;
  const char* file;
  std::size_t rows;
  std::size_t classes;  ///< of the task multiclass
  std::vector<std::string> unknown{};
};

class PublishedFile : public testing::TestWithParam<Published> {};

TEST_P(PublishedFile, is_read_whole_without_a_rejected_row) {
  const std::filesystem::path path = data_folder() / GetParam().file;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the published file " << path << " is absent";
  const Schema schema = load_schema(GetParam().schema).value();
  const Result<ReadTable> read = read_rows(path.string(), schema);
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(read->table.rows(), GetParam().rows);
  ASSERT_TRUE(read->rejected.empty()) << read->rejected.front().message;
  EXPECT_TRUE(read->complete);
  const Column& labels = *read->table.find(schema.with_role(Role::label)->name);
  const Result<LabelMap> map = make_label_map(schema, Task::multiclass, labels);
  ASSERT_TRUE(map) << to_string(map.error());
  EXPECT_EQ(map->classes.size(), GetParam().classes);
  EXPECT_TRUE(map->has_benign);
  EXPECT_TRUE(make_label_map(schema, schema.label.task, labels));
  const auto reader = open_by_content(path.string(), schema, {}).value();
  EXPECT_EQ(reader->unknown_columns(), GetParam().unknown);
}

/// Whether a value that is not missing is one that the schema allows.
bool is_allowed(const ColumnSpec& spec, const Column& column, std::size_t row) {
  const double number = column.number(row);
  if ((spec.min && number < *spec.min) || (spec.max && number > *spec.max)) return false;
  const auto& categories = spec.categories;
  return categories.empty() ||
         std::find(categories.begin(), categories.end(), column.text(row)) != categories.end();
}

TEST_P(PublishedFile, holds_only_allowed_categories_and_numbers_in_range) {
  const std::filesystem::path path = data_folder() / GetParam().file;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the published file " << path << " is absent";
  const Schema schema = load_schema(GetParam().schema).value();
  const Table table = read_table(path.string(), schema, 20'000).value();
  for (const ColumnSpec& spec : schema.columns) {
    const Column& column = *table.find(spec.name);
    std::size_t violations = 0;
    for (std::size_t row = 0; row < column.size(); ++row)
      if (column.missing[row] == 0 && !is_allowed(spec, column, row)) ++violations;
    EXPECT_EQ(violations, 0U) << spec.name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, PublishedFile,
    testing::Values(Published{"phishing-websites", "phishing-websites/phisingData.csv", 11'055, 2},
                    Published{"phishing-websites",
                              "phishing-websites/phisingData.header-lowercase.csv", 11'055, 2},
                    Published{"phishing-websites",
                              "phishing-websites/phisingData.header-port_no.csv", 11'055, 2},
                    Published{"nsl-kdd", "nsl-kdd/KDDTrain+.txt.gz", 125'973, 23},
                    Published{"nsl-kdd", "kddcup99/kddcup.data_10_percent.gz", 494'021, 23},
                    Published{"unsw-nb15", "unsw-nb15/UNSW_NB15_sample.csv.gz", 49'165, 2},
                    Published{"cicids2017", "cicids2017-improved/cicids2017_mon-thu_sample.csv.gz",
                              31'797, 13}));

}  // namespace
}  // namespace vedette
