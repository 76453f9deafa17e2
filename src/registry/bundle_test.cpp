// SPDX-License-Identifier: Apache-2.0
#include "registry/bundle.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "registry/bundle_format.hpp"
#include "registry/example_for_test.hpp"

namespace vedette {
namespace {

std::string& part(BundleFiles& files, std::string_view name) {
  for (auto& [file, bytes] : files.files)
    if (file == name) return bytes;
  ADD_FAILURE() << "no part " << name;
  return files.files.front().second;
}

Json json_part(BundleFiles& files, std::string_view name) {
  return parse_json(part(files, name)).value();
}

/// A bundle whose head was changed by `change`.
BundleFiles with_head(const std::function<void(Json&)>& change) {
  BundleFiles files = to_files(example::bundle());
  Json head = json_part(files, BundlePart::head);
  change(head);
  part(files, BundlePart::head) = dump_json(head);
  return files;
}

TEST(Bundle, has_exactly_the_documented_files) {
  const BundleFiles files = to_files(example::bundle());
  std::vector<std::string_view> names;
  for (const auto& [name, bytes] : files.files) names.emplace_back(name);
  const std::span<const std::string_view> documented = bundle_file_names();
  EXPECT_TRUE(std::ranges::equal(names, documented));
}

TEST(Bundle, what_is_read_back_scores_the_same_bits_and_writes_the_same_files) {
  for (const Task task : {Task::binary, Task::family, Task::multiclass}) {
    const Bundle original = example::bundle("example", task);
    const BundleFiles files = to_files(original);
    const Bundle copy = bundle_from_files(files).value();
    EXPECT_EQ(to_files(copy).files, files.files) << to_string(task);
    const Matrix rows = original.transform.apply(example::table(40, 9), {}).value();
    const Matrix same_rows = copy.transform.apply(example::table(40, 9), {}).value();
    EXPECT_EQ(copy.model->predict(same_rows)->values, original.model->predict(rows)->values);
  }
}

TEST(Bundle, a_bundle_without_a_benign_class_has_no_threshold) {
  Schema schema = example::schema();
  schema.label.benign.clear();
  const Bundle original = example::bundle("example", Task::multiclass, schema);
  ASSERT_FALSE(original.threshold);
  EXPECT_FALSE(bundle_from_files(to_files(original))->threshold);
}

TEST(Bundle, of_an_older_program_has_no_importance) {
  const BundleFiles old = with_head([](Json& head) { head.erase("importance"); });
  EXPECT_EQ(bundle_from_files(old)->importance, Json::array());
  EXPECT_EQ(bundle_from_files(to_files(example::bundle()))->importance.size(), 2U);
  for (const Json& wrong : {Json("x"), Json::array({1}), Json::array({{{"feature", "a"}}})}) {
    const BundleFiles files = with_head([&](Json& head) { head["importance"] = wrong; });
    EXPECT_EQ(bundle_from_files(files).error().code, ErrorCode::malformed) << wrong;
  }
}

TEST(Bundle, refuses_heads_that_contradict_the_rest) {
  const struct {
    std::string what;
    std::function<void(Json&)> change;
    ErrorCode code;
  } cases[] = {
      {"another format", [](Json& h) { h["format"] = "x"; }, ErrorCode::malformed},
      {"a newer format", [](Json& h) { h["format_version"] = 2; }, ErrorCode::unsupported},
      {"format zero", [](Json& h) { h["format_version"] = 0; }, ErrorCode::malformed},
      {"a path as name", [](Json& h) { h["name"] = "../up"; }, ErrorCode::invalid_argument},
      {"a negative version", [](Json& h) { h["version"] = -1; }, ErrorCode::malformed},
      {"an unknown learner", [](Json& h) { h["learner"] = "oracle"; }, ErrorCode::unsupported},
      {"another learner", [](Json& h) { h["learner"] = "kernel_svm"; }, ErrorCode::malformed},
      {"no threshold", [](Json& h) { h["threshold"] = nullptr; }, ErrorCode::malformed},
      {"no threshold key", [](Json& h) { h.erase("threshold"); }, ErrorCode::malformed},
      {"no training key", [](Json& h) { h.erase("training"); }, ErrorCode::malformed},
      {"threshold too high", [](Json& h) { h["threshold"]["value"] = 1.5; }, ErrorCode::malformed},
      {"threshold below 0", [](Json& h) { h["threshold"]["value"] = -0.1; }, ErrorCode::malformed},
      {"no benign class", [](Json& h) { h["labels"]["has_benign"] = false; },
       ErrorCode::malformed},
      {"one class", [](Json& h) { h["labels"]["classes"] = {"normal"}; }, ErrorCode::malformed},
      {"three classes", [](Json& h) { h["labels"]["classes"].push_back("x"); },
       ErrorCode::malformed},
      {"a class twice", [](Json& h) { h["labels"]["classes"] = {"attack", "attack"}; },
       ErrorCode::malformed},
      {"a nameless class", [](Json& h) { h["labels"]["classes"][1] = ""; }, ErrorCode::malformed},
      {"a class number", [](Json& h) { h["labels"]["classes"][1] = 1; }, ErrorCode::malformed},
      {"classes swapped", [](Json& h) { std::swap(h["labels"]["classes"][0],
                                                  h["labels"]["classes"][1]); },
       ErrorCode::malformed},
      {"a rule for no class", [](Json& h) { h["labels"]["rules"][0]["class"] = "x"; },
       ErrorCode::malformed},
      {"a rule without value", [](Json& h) { h["labels"]["rules"][0].erase("raw"); },
       ErrorCode::malformed},
      {"an unknown task", [](Json& h) { h["labels"]["task"] = "x"; },
       ErrorCode::invalid_argument},
  };
  for (const auto& c : cases) {
    const Result<Bundle> read = bundle_from_files(with_head(c.change));
    ASSERT_FALSE(read) << c.what;
    EXPECT_EQ(read.error().code, c.code) << c.what << ": " << to_string(read.error());
  }
}

TEST(Bundle, refuses_a_missing_an_unknown_and_a_doubled_part) {
  const BundleFiles whole = to_files(example::bundle());
  for (std::size_t i = 0; i < whole.files.size(); ++i) {
    BundleFiles files = whole;
    files.files.erase(files.files.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(bundle_from_files(files)) << "without " << whole.files[i].first;
    files = whole;
    files.files.push_back(whole.files[i]);
    EXPECT_FALSE(bundle_from_files(files)) << "doubled " << whole.files[i].first;
  }
  BundleFiles files = whole;
  files.files.emplace_back("run.sh", "echo");
  EXPECT_FALSE(bundle_from_files(files));
  EXPECT_FALSE(bundle_from_files({}));
}

TEST(Bundle, refuses_every_part_cut_anywhere_or_says_the_same_thing) {
  const BundleFiles whole = to_files(example::bundle());
  for (std::size_t i = 0; i < whole.files.size(); ++i) {
    const auto& [name, bytes] = whole.files[i];
    const std::size_t step = std::max<std::size_t>(1, bytes.size() / 40);
    for (std::size_t size = 0; size + 1 < bytes.size(); size += step) {  // + 1: the line feed
      BundleFiles files = whole;
      files.files[i].second.resize(size);
      // Only prose may be cut without contradiction; hashes guard it.
      const bool may_load = name == BundlePart::card || name == BundlePart::schema;
      const Result<Bundle> read = bundle_from_files(files);
      EXPECT_TRUE(may_load || !read) << name << " cut to " << size << " bytes";
    }
  }
}

TEST(Bundle, errors_name_the_part) {
  for (const std::string_view name : {BundlePart::head, BundlePart::schema, BundlePart::transform,
                                      BundlePart::evaluation, BundlePart::leaderboard,
                                      BundlePart::model}) {
    BundleFiles files = to_files(example::bundle());
    part(files, name) = "{]";
    const Result<Bundle> read = bundle_from_files(files);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().where.file, name) << to_string(read.error());
  }
}

TEST(Bundle, refuses_a_transform_of_other_columns) {
  BundleFiles files = to_files(example::bundle());
  std::string& schema = part(files, BundlePart::schema);
  schema.replace(schema.find("seconds"), 7, "minutes");
  const Result<Bundle> read = bundle_from_files(files);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("'seconds', which is no feature"), std::string::npos);
}

TEST(Bundle, survives_any_flipped_byte) {
  const BundleFiles whole = to_files(example::bundle());
  Random random(7);
  for (int i = 0; i < 500; ++i) {
    BundleFiles files = whole;
    std::string& bytes = files.files[random.below(files.files.size())].second;
    bytes[random.below(bytes.size())] ^= static_cast<char>(1U << random.below(8));
    const Result<Bundle> read = bundle_from_files(files);
    if (read) continue;  // the flip changed a number or a word of prose: hashes guard those
    EXPECT_FALSE(read.error().message.empty());
  }
}

TEST(ModelCard, tells_what_a_reader_needs) {
  Bundle bundle = example::bundle("night-watch");
  bundle.version = 4;
  BundleFiles files = to_files(bundle);
  const std::string& card = part(files, BundlePart::card);
  for (const char* fact : {"# Model night-watch, version 4", "decision_tree", "normal, attack",
                           "## Data", "data\\_sha256: 0f", "## Split", "method: stratified",
                           "false-positive rate on test rows: ", "false alarms per million",
                           "| accuracy |", "| attack | 40 |", "Wilson", "## Baselines",
                           "majority\\_class | 0.6250 |", "previous\\_champion | 0.7500 |", "## Limits",
                           "Class normal has 20 test rows",
                           "predict --model night-watch@4", "seconds, bytes, protocol"})
    EXPECT_NE(card.find(fact), std::string::npos) << fact << " is not in\n" << card;
}

TEST(ModelCard, names_from_data_cannot_become_markup) {
  Bundle bundle = example::bundle();
  bundle.training["dataset"] = "a|b\n# <script>[x](http://y)";
  BundleFiles files = to_files(bundle);
  const std::string& card = part(files, BundlePart::card);
  EXPECT_EQ(card.find("<script>"), std::string::npos) << card;
  EXPECT_EQ(card.find("\n# <"), std::string::npos);
  EXPECT_EQ(card.find("[x]("), std::string::npos);
  EXPECT_EQ(card.find("a|b"), std::string::npos);
}

}  // namespace
}  // namespace vedette
