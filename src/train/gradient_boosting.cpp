// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "train/boosted_model.hpp"
#include "train/boosting_options.hpp"
#include "train/catalog.hpp"
#include "train/training_rows.hpp"
#include "train/xgboost_json.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "gradient_boosting";
constexpr float kMostCategories = 1U << 24;

/// Which codes of a categorical column occur, as bits.
Result<std::vector<std::uint32_t>> codes_in(const Matrix& rows, std::size_t column) {
  std::vector<std::uint32_t> seen(1);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const float value = rows.at(i, column);
    if (std::isnan(value)) continue;
    if (value < 0 || value >= kMostCategories || value != std::floor(value))
      return fail(
          ErrorCode::invalid_argument,
          fmt::format("column {} is categorical, but {} is not a category code", column + 1, value),
          "category codes are whole numbers from 0");
    const auto code = static_cast<std::uint32_t>(value);
    if (seen.size() <= code / 32) seen.resize(code / 32 + 1);
    seen[code / 32] |= 1U << (code % 32);
  }
  return seen;
}

Result<std::vector<std::vector<std::uint32_t>>> seen_categories(const Matrix& rows) {
  std::vector<std::vector<std::uint32_t>> seen(rows.columns);
  for (std::size_t j = 0; j < rows.categorical.size(); ++j)
    if (rows.categorical[j] != 0) seen[j] = VEDETTE_TRY(codes_in(rows, j));
  return seen;
}

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::allowed));
  return train_boosting(training.matrix(), request.classes, read_boosting_options(request.options),
                        request.seed, request.work);
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  BoostedEnsemble ensemble = VEDETTE_TRY(boosted_from_bytes(bytes));
  return make_boosted_model(std::move(ensemble));
}

}  // namespace

Result<std::unique_ptr<Model>> train_boosting(const Matrix& rows, std::size_t classes,
                                              const BoostingOptions& options, std::uint64_t seed,
                                              const WorkContext& work) {
  std::vector<std::vector<std::uint32_t>> seen = VEDETTE_TRY(seen_categories(rows));
  const std::string json = VEDETTE_TRY(train_xgboost(rows, classes, options, seed, work));
  BoostedEnsemble ensemble = VEDETTE_TRY(read_xgboost_json(json, rows.columns, classes));
  ensemble.seen_categories = std::move(seen);
  return make_boosted_model(std::move(ensemble));
}

LearnerEntry gradient_boosting_learner() {
  std::vector<OptionSpec> options = boosting_options();
  options.push_back(class_weight_option());
  return {.name = kName,
          .summary =
              "Gradient-boosted histogram trees, grown by XGBoost; takes missing values and "
              "categories as they are",
          .options = std::move(options),
          .traits = {.handles_missing = true, .handles_categories = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
