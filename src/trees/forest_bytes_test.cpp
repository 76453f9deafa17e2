// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cmath>

#include "trees/adaboost.hpp"
#include "trees/forest.hpp"
#include "trees/test_data.hpp"

namespace vedette {
namespace {

using testing::HasSubstr;
using testing_data::noisy_with_gaps;

Forest small_forest() {
  return train_forest(noisy_with_gaps(60, 3, 1), 2, {.trees = 2}, 1, {}).value();
}

TEST(ForestBytes, round_trip_keeps_every_bit) {
  const Matrix matrix = noisy_with_gaps(300, 4, 2);
  const std::vector<Forest> forests = {
      train_forest(matrix, 2, {.trees = 5}, 1, {}).value(),
      train_forest(matrix, 3, {.trees = 1, .max_depth = 2}, 1, {}).value(),
      train_adaboost(matrix, 2, {.rounds = 5}, 1, {}).value()};
  for (const Forest& forest : forests) {
    const std::string bytes = to_bytes(forest);
    const Forest read = forest_from_bytes(bytes).value();
    EXPECT_EQ(to_bytes(read), bytes);
    EXPECT_EQ(read.score(matrix, {}).value().values, forest.score(matrix, {}).value().values);
  }
}

TEST(ForestBytes, are_as_documented) {
  const Matrix matrix = testing_data::matrix_of({{{1}, 0}, {{1}, 0}, {{4}, 1}, {{4}, 1}});
  const Forest forest = train_tree(matrix, 2, {}, 1, {}).value();
  const std::string bytes = to_bytes(forest);
  EXPECT_EQ(bytes.size(), 136U);
  EXPECT_EQ(bytes.substr(0, 8), "VEDETTEF");
  const ForestParts& parts = forest.parts();
  EXPECT_THAT(parts.leaves, testing::ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(parts.cover, testing::ElementsAre(4, 2, 2));
  EXPECT_EQ(parts.nodes[0].child, 1U);
  EXPECT_EQ(parts.nodes[0].slot() / 2, 0U);
  EXPECT_EQ(forest.node(0).threshold, 2.5F);
}

TEST(ForestBytes, every_truncation_is_refused) {
  const std::string bytes = to_bytes(small_forest());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const Result<Forest> forest = forest_from_bytes(std::string_view(bytes).substr(0, length));
    ASSERT_FALSE(forest) << length;
    ASSERT_EQ(forest.error().code, ErrorCode::malformed);
  }
  EXPECT_THAT(forest_from_bytes(bytes + "x").error().message, HasSubstr("follow the end"));
}

TEST(ForestBytes, a_flipped_byte_is_refused_or_gives_finite_scores) {
  const std::string bytes = to_bytes(small_forest());
  const Matrix rows = noisy_with_gaps(20, 3, 3);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const unsigned mask : {0x01U, 0x80U, 0xffU}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ mask);
      const Result<Forest> forest = forest_from_bytes(changed);
      refused += forest ? 0 : 1;
      if (!forest || forest->columns() != rows.columns) continue;
      const Scores scores = forest->score(rows, {}).value();
      for (const float share : scores.values) ASSERT_TRUE(std::isfinite(share)) << "byte " << i;
    }
  }
  EXPECT_GT(refused, bytes.size());
}

TEST(ForestBytes, refuses_what_is_foreign_or_newer) {
  std::string newer = to_bytes(small_forest());
  newer[8] = 2;
  const Result<Forest> forest = forest_from_bytes(newer);
  ASSERT_FALSE(forest);
  EXPECT_EQ(forest.error().code, ErrorCode::unsupported);
  EXPECT_THAT(forest_from_bytes("{\"trees\": []}").error().message, HasSubstr("not a forest"));
}

TEST(ForestParts, inconsistent_ones_are_refused) {
  const ForestParts good = small_forest().parts();
  using Damage = void (*)(ForestParts&);
  const std::vector<std::pair<std::string, Damage>> cases = {
      {"no classes", [](ForestParts& p) { p.classes = 0; }},
      {"one number per class", [](ForestParts& p) { p.leaves.push_back(0); }},
      {"one number per class", [](ForestParts& p) { p.leaves.clear(); }},
      {"no columns", [](ForestParts& p) { p.cuts = Cuts(); }},
      {"first tree", [](ForestParts& p) { p.roots.clear(); }},
      {"first tree", [](ForestParts& p) { p.roots[0] = 1; }},
      {"out of place", [](ForestParts& p) { p.roots[1] = UINT32_MAX; }},
      {"heads no tree", [](ForestParts& p) { p.roots.pop_back(); }},
      {"cover", [](ForestParts& p) { p.cover.pop_back(); }},
      {"importance", [](ForestParts& p) { p.importance.pop_back(); }},
      {"not finite", [](ForestParts& p) { p.leaves[0] = testing_data::kNaN; }},
      {"not finite", [](ForestParts& p) { p.cover[0] = testing_data::kNaN; }},
      {"than shares", [](ForestParts& p) { p.leaves[0] = 1.5F; }},
      {"does not exist", [](ForestParts& p) { p.nodes[0].test |= 0xffffff00U; }},
      {"does not exist", [](ForestParts& p) { p.nodes[0].test |= 0x1ffU; }},
      {"does not exist",
       [](ForestParts& p) {
         p.nodes[0] = {99, FlatNode::kLeaf};
       }},
      {"wrong place", [](ForestParts& p) { p.nodes[0].child = 0; }},
      {"wrong place", [](ForestParts& p) { p.nodes[0].child = p.roots[1] - 1; }},
      {"belong to another", [](ForestParts& p) { p.nodes[1].child = p.nodes[0].child + 1; }},
      {"heads no tree", [](ForestParts& p) {
         p.nodes[0] = {0, FlatNode::kLeaf};
       }}};
  for (const auto& [message, damage] : cases) {
    ForestParts parts = good;
    damage(parts);
    const Result<Forest> forest = Forest::make(std::move(parts));
    ASSERT_FALSE(forest) << message;
    EXPECT_THAT(forest.error().message, HasSubstr(message));
  }
  EXPECT_TRUE(Forest::make(good));
}

}  // namespace
}  // namespace vedette
