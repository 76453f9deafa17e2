// SPDX-License-Identifier: Apache-2.0
/// Bytes of strangers: every cut and every flipped byte of a small model is refused or makes a
/// model that still answers; the sanitizers watch.
#include <gmock/gmock.h>

#include <cmath>

#include "train/model_bytes.hpp"
#include "train/test_rows.hpp"

namespace vedette {
namespace {

class HostileModel : public testing::TestWithParam<std::string> {
 protected:
  HostileModel() : rows_(clouds(24, 2, 3)) {
    Json options = nullptr;
    if (GetParam() == "random_forest") options = {{"n_estimators", 2}, {"max_depth", 2}};
    if (GetParam() == "adaboost") options = {{"n_estimators", 2}, {"max_depth", 2}};
    if (GetParam() == "gradient_boosting") options = {{"n_estimators", 1}, {"max_depth", 2}};
    if (GetParam() == "blend")
      options = {{"forest_n_estimators", 1},
                 {"boosting_n_estimators", 1},
                 {"forest_max_depth", 2},
                 {"boosting_max_depth", 1}};
    bytes_ = train_case({.learner = GetParam(), .options = options}, rows_, 3).value()->to_bytes();
  }

  /// Loads, and uses what was loaded.
  void try_out(std::string_view bytes) const {
    const auto model = find_learner(GetParam()).value()->load(bytes);
    if (!model) {
      const ErrorCode code = model.error().code;
      EXPECT_TRUE(code == ErrorCode::malformed || code == ErrorCode::unsupported)
          << to_string(model.error());
      return;
    }
    (*model)->describe();
    const auto scores = (*model)->predict(rows_);
    if (!scores) return;
    for (const float share : scores->values) EXPECT_TRUE(std::isfinite(share));
  }

  Matrix rows_;
  std::string bytes_;
};

INSTANTIATE_TEST_SUITE_P(All, HostileModel, testing::ValuesIn(learner_names()), name_of);

TEST_P(HostileModel, every_cut_is_refused) {
  const LearnerEntry* entry = find_learner(GetParam()).value();
  for (std::size_t length = 0; length < bytes_.size(); ++length) {
    const auto model = entry->load(std::string_view(bytes_).substr(0, length));
    ASSERT_FALSE(model) << "cut to " << length << " of " << bytes_.size();
    EXPECT_EQ(model.error().code, ErrorCode::malformed);
  }
  EXPECT_FALSE(entry->load(bytes_ + '\0')) << "a byte too many";
}

TEST_P(HostileModel, every_changed_byte_is_survived) {
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string changed = bytes_;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      try_out(changed);
    }
  }
}

TEST_P(HostileModel, models_of_other_learners_are_refused) {
  for (const LearnerEntry& other : learner_catalog())
    if (other.name != GetParam()) {
      EXPECT_EQ(other.load(bytes_).error().code, ErrorCode::malformed) << other.name;
    }
}

TEST_P(HostileModel, a_newer_format_is_named_as_such) {
  std::string newer = bytes_;
  newer[4] = 2;  // the version follows the four magic bytes
  const auto model = find_learner(GetParam()).value()->load(newer);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace vedette
