// SPDX-License-Identifier: Apache-2.0
/// Gradient boosting against libxgboost itself: same margins, and no way in for strangers.
#include <gmock/gmock.h>
#include <xgboost/c_api.h>

#include <cmath>
#include <limits>

#include "train/boosted_model.hpp"
#include "train/boosting_loss.hpp"
#include "train/libxgboost.hpp"
#include "train/test_rows.hpp"
#include "train/xgboost_json.hpp"
#include "trees/contributions.hpp"

namespace vedette {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// Column 0 a category of 12, column 1 of 3, the rest numbers; a tenth of all values missing.
Matrix mixed_rows(std::size_t rows, std::size_t classes, std::uint64_t seed) {
  Matrix matrix = clouds(rows, 6, classes, seed);
  matrix.categorical = {1, 1, 0, 0, 0, 0};
  Random random(seed + 100);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto shift = static_cast<std::uint64_t>(matrix.classes[i]);
    matrix.values[i * 6] = static_cast<float>((random.below(8) + 4 * shift) % 12);
    matrix.values[i * 6 + 1] = static_cast<float>(random.below(3));
    for (std::size_t j = 0; j < 6; ++j)
      if (random.below(10) == 0) matrix.values[i * 6 + j] = kNaN;
  }
  return matrix;
}

/// A model in its JSON form, and rows, as libxgboost holds them.
class LibraryModel {
 public:
  LibraryModel(const std::string& json, const Matrix& rows) {
    EXPECT_EQ(XGBoosterCreate(nullptr, 0, &booster_), 0);
    EXPECT_EQ(XGBoosterLoadModelFromBuffer(booster_, json.data(), json.size()), 0);
    EXPECT_EQ(XGDMatrixCreateFromMat(rows.values.data(), rows.rows, rows.columns, kNaN, &data_), 0);
    std::vector<const char*> types(rows.columns, "q");
    for (std::size_t j = 0; j < rows.categorical.size(); ++j)
      if (rows.categorical[j] != 0) types[j] = "c";
    XGDMatrixSetStrFeatureInfo(data_, "feature_type", types.data(), types.size());
  }
  ~LibraryModel() {
    XGDMatrixFree(data_);
    XGBoosterFree(booster_);
  }
  LibraryModel(const LibraryModel&) = delete;
  LibraryModel& operator=(const LibraryModel&) = delete;

  /// `what` as in XGBoosterPredict.
  [[nodiscard]] std::vector<float> predict(int what) const {
    bst_ulong length = 0;
    const float* values = nullptr;
    EXPECT_EQ(XGBoosterPredict(booster_, data_, what, 0, 0, &length, &values), 0);
    return {values, values + length};
  }

 private:
  BoosterHandle booster_ = nullptr;
  DMatrixHandle data_ = nullptr;
};

std::vector<float> library_margins(const std::string& json, const Matrix& rows) {
  constexpr int kMargin = 1;
  return LibraryModel(json, rows).predict(kMargin);
}

/// Rows x groups x (columns + 1), the base last.
std::vector<float> library_contributions(const std::string& json, const Matrix& rows) {
  constexpr int kContributions = 4;
  return LibraryModel(json, rows).predict(kContributions);
}

struct MarginCase {
  const char* name;
  std::size_t classes;
  BoostingOptions options;
};

TEST(Boosting, margins_are_the_library_s_to_the_last_bit) {
  const MarginCase cases[] = {
      {"two classes", 2, {.rounds = 25, .max_depth = 6}},
      {"four classes", 4, {.rounds = 10, .max_depth = 4}},
      {"grown by loss",
       2,
       {.rounds = 10, .policy = GrowPolicy::loss_guided, .max_depth = 0, .max_leaves = 20}},
      {"deep", 3, {.rounds = 5, .max_depth = 12, .min_child_weight = 0}},
      {"drawn rows and columns", 2, {.rounds = 10, .subsample = 0.5, .column_share = 0.5}},
  };
  for (const MarginCase& c : cases) {
    const Matrix rows = mixed_rows(500, c.classes, 1);
    const std::string json = value_or_fail(train_xgboost(rows, c.classes, c.options, 3, {}));
    const BoostedEnsemble ensemble = value_or_fail(read_xgboost_json(json, 6, c.classes));
    const BoostedScorer scorer = value_or_fail(BoostedScorer::make(ensemble.trees));
    const Matrix fresh = mixed_rows(400, c.classes, 2);
    EXPECT_EQ(scorer.margins(fresh, {}).value(), library_margins(json, fresh)) << c.name;
  }
}

TEST(Boosting, contributions_are_the_library_s) {
  const MarginCase cases[] = {
      {"two classes", 2, {.rounds = 25, .max_depth = 6}},
      {"four classes", 4, {.rounds = 10, .max_depth = 4}},
      {"deep", 2, {.rounds = 5, .max_depth = 14, .min_child_weight = 0}},
  };
  for (const MarginCase& c : cases) {
    const std::string json =
        value_or_fail(train_xgboost(mixed_rows(500, c.classes, 1), c.classes, c.options, 3, {}));
    const BoostedEnsemble ensemble = value_or_fail(read_xgboost_json(json, 6, c.classes));
    const Matrix fresh = mixed_rows(200, c.classes, 2);
    const std::vector<float> theirs = library_contributions(json, fresh);
    const std::uint32_t groups = ensemble.trees.groups;
    for (std::uint32_t g = 0; g < groups; ++g) {
      const Contributions ours =
          value_or_fail(contributions(ensemble.trees, ensemble.cover, g, fresh));
      for (std::size_t i = 0; i < fresh.rows; ++i) {
        const float* row = theirs.data() + (i * groups + g) * 7;
        for (std::size_t j = 0; j < 6; ++j)
          ASSERT_NEAR(ours.values[i * 6 + j], static_cast<double>(row[j]), 2e-5) << c.name;
        ASSERT_NEAR(ours.base, static_cast<double>(row[6]), 2e-5) << c.name;
      }
    }
  }
}

TEST(Boosting, bits_do_not_depend_on_threads_even_with_odd_weights) {
  Matrix rows = mixed_rows(3000, 3, 1);
  Random random(2);
  for (std::size_t i = 0; i < rows.rows; ++i)
    rows.weights.push_back(static_cast<float>(std::exp(4 * random.normal())));
  const BoostingOptions options{.rounds = 8, .subsample = 0.8, .column_share = 0.7};
  const auto json = [&](int threads) {
    WorkContext work;
    work.threads = threads;
    return train_xgboost(rows, 3, options, 3, work).value();
  };
  const std::string one = json(1);
  EXPECT_EQ(json(2), one);
  EXPECT_EQ(json(5), one);
}

TEST(Boosting, unseen_categories_count_as_missing) {
  Matrix rows = mixed_rows(400, 2, 1);
  for (std::size_t k = 0; k < rows.values.size(); ++k)
    if (k % rows.columns > 1) rows.values[k] = 0;  // so that only categories tell
  const auto model = value_or_fail(train_case({.learner = "gradient_boosting"}, rows, 2));
  const auto scores_with = [&](float category) {
    Matrix changed = rows;
    for (std::size_t i = 0; i < rows.rows; ++i) changed.values[i * rows.columns] = category;
    return value_or_fail(model->predict(changed)).values;
  };
  const std::vector<float> missing = scores_with(kNaN);
  for (const float odd :
       {12.0F, 31.0F, 32.0F, 500.0F, 1e30F, -1.0F, 2.5F, std::numeric_limits<float>::infinity()})
    EXPECT_EQ(scores_with(odd), missing) << odd;
  EXPECT_NE(scores_with(2), scores_with(9)) << "seen categories do count";
}

TEST(Boosting, categories_must_be_whole_numbers) {
  for (const float odd : {-1.0F, 0.5F, 3e7F}) {
    Matrix rows = mixed_rows(50, 2, 1);
    rows.values[0] = odd;
    const auto model = train_case({.learner = "gradient_boosting"}, rows, 2);
    ASSERT_FALSE(model) << odd;
    EXPECT_EQ(model.error().code, ErrorCode::invalid_argument);
  }
}

TEST(Boosting, a_stop_between_rounds_ends_it) {
  std::stop_source source;
  WorkContext work;
  work.stop = source.get_token();
  std::uint64_t last = 0;
  work.on_progress = [&](std::string_view, std::uint64_t done, std::uint64_t) {
    last = done;
    if (done == 3) source.request_stop();
  };
  const auto json = train_xgboost(clouds(100, 3, 2), 2, {.rounds = 1000}, 1, work);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, ErrorCode::cancelled);
  EXPECT_EQ(last, 3U);
}

TEST(BoostingLoss, gradients_are_those_of_the_log_loss) {
  for (const std::size_t classes : {2U, 4U}) {
    const Matrix rows = clouds(40, 3, classes);
    const BoostingLoss loss(rows, classes);
    const std::size_t outputs = loss.outputs();
    std::vector<float> margins;
    Random random(6);
    for (std::size_t k = 0; k < rows.rows * outputs; ++k)
      margins.push_back(static_cast<float>(random.normal()));
    // -log share of the row's class, with one margin moved.
    const auto loss_of = [&](std::size_t row, std::size_t output, double by) {
      std::vector<double> own(outputs == 1 ? 2 : outputs, 0.0);
      for (std::size_t o = 0; o < outputs; ++o)
        own[outputs == 1 ? 1 : o] =
            static_cast<double>(margins[row * outputs + o]) + (o == output ? by : 0);
      double sum = 0;
      for (const double margin : own) sum += std::exp(margin);
      return std::log(sum) - own[static_cast<std::size_t>(rows.classes[row])];
    };
    const Gradients gradients = loss.gradients(margins, 2);
    constexpr double kStep = 1e-5;
    for (std::size_t k = 0; k < margins.size(); ++k) {
      const std::size_t row = k / outputs;
      const double slope =
          (loss_of(row, k % outputs, kStep) - loss_of(row, k % outputs, -kStep)) / (2 * kStep);
      ASSERT_NEAR(static_cast<double>(gradients.first[k]), slope, 1e-6);
      ASSERT_GT(gradients.second[k], 0);
    }
  }
}

TEST(BoostingLoss, every_gradient_is_a_multiple_of_the_grid) {
  Matrix rows = clouds(200, 3, 3);
  Random random(1);
  for (std::size_t i = 0; i < rows.rows; ++i)
    rows.weights.push_back(static_cast<float>(std::exp(6 * random.normal())));
  const BoostingLoss loss(rows, 3);
  std::vector<float> margins;
  for (std::size_t k = 0; k < 600; ++k) margins.push_back(static_cast<float>(20 * random.normal()));
  const Gradients gradients = loss.gradients(margins, 1);
  double sum = 0;
  for (std::size_t k = 0; k < 600; ++k) {
    for (const float value : {gradients.first[k], gradients.second[k]}) {
      const double steps = static_cast<double>(value) / loss.grid();
      ASSERT_EQ(steps, std::round(steps));
    }
    sum += std::abs(static_cast<double>(gradients.first[k]));
  }
  EXPECT_LT(sum / loss.grid(), std::exp2(53));
}

TEST(XgboostError, is_cut_to_its_sentence) {
  EXPECT_EQ(first_sentence_of_xgboost("[10:11:12] ./src/data.cc:77: Check failed: rows > 0 (0 vs. "
                                      "0) : no rows.\nStack trace:\n  [bt] (0) /lib/x.so(+0x1)"),
            "Check failed: rows > 0 (0 vs. 0) : no rows");
  EXPECT_EQ(first_sentence_of_xgboost("plain words\nand more"), "plain words");
  EXPECT_EQ(first_sentence_of_xgboost(""), "it failed without a reason");
  EXPECT_EQ(first_sentence_of_xgboost("[odd"), "[odd");
}

TEST(XgboostJson, what_is_not_such_a_model_is_malformed) {
  const std::string json =
      train_xgboost(mixed_rows(100, 2, 1), 2, {.rounds = 2, .max_depth = 2}, 1, {}).value();
  EXPECT_TRUE(read_xgboost_json(json, 6, 2));
  std::string plain = json;
  for (auto at = plain.find("NaN"); at != std::string::npos; at = plain.find("NaN", at))
    plain.replace(at, 3, "null");
  for (const std::string_view key :
       {"left_children", "right_children", "split_indices", "split_conditions", "default_left",
        "sum_hessian", "loss_changes", "categories", "tree_info", "trees"}) {
    Json broken = parse_json(plain).value();
    Json& model = broken["learner"]["gradient_booster"]["model"];
    Json& holder = model.contains(key) ? model : model["trees"][0];
    for (const Json& wrong : {Json("text"), Json(Json::array({"x"})), Json()}) {
      holder[std::string(key)] = wrong;
      const auto read = read_xgboost_json(dump_json(broken), 6, 2);
      ASSERT_FALSE(read) << key;
      EXPECT_EQ(read.error().code, ErrorCode::malformed);
    }
  }
  EXPECT_FALSE(read_xgboost_json(json, 1, 2)) << "a column out of range";
}

}  // namespace
}  // namespace vedette
