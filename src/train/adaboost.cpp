// SPDX-License-Identifier: Apache-2.0
#include "trees/adaboost.hpp"

#include "train/catalog.hpp"
#include "train/forest_model.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "adaboost";

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::allowed));
  const AdaBoostOptions options{
      .rounds = static_cast<std::uint32_t>(request.options.integer("n_estimators")),
      .learning_rate = request.options.real("learning_rate"),
      .max_depth = static_cast<std::uint32_t>(request.options.integer("max_depth"))};
  Forest forest = VEDETTE_TRY(train_adaboost(training.matrix(), static_cast<int>(request.classes),
                                             options, request.seed, request.work));
  return make_forest_model(kName, std::move(forest));
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  return load_forest_model(kName, bytes);
}

}  // namespace

LearnerEntry adaboost_learner() {
  return {.name = kName,
          .summary = "AdaBoost (SAMME) of small trees",
          .options = {{.name = "n_estimators",
                       .type = OptionType::integer,
                       .unit = "trees",
                       .standard = std::int64_t{100},
                       .help = "most rounds; a perfect tree ends it early",
                       .low = 1,
                       .high = 10'000,
                       .search = SearchRange{50, 400, SearchRange::Scale::log}},
                      {.name = "learning_rate",
                       .type = OptionType::real,
                       .standard = 1.0,
                       .help = "factor of every tree's say",
                       .low = 1e-3,
                       .high = 10,
                       .search = SearchRange{0.1, 2, SearchRange::Scale::log}},
                      {.name = "max_depth",
                       .type = OptionType::integer,
                       .unit = "splits",
                       .standard = std::int64_t{3},
                       .help = "longest path of each tree",
                       .low = 1,
                       .high = 64,
                       .search = SearchRange{1, 8}},
                      class_weight_option()},
          .traits = {.handles_missing = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
