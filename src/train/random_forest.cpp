// SPDX-License-Identifier: Apache-2.0
#include "train/catalog.hpp"
#include "train/forest_model.hpp"
#include "train/forest_options.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "random_forest";

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::allowed));
  Forest forest = VEDETTE_TRY(train_forest(training.matrix(), static_cast<int>(request.classes),
                                           read_random_forest_options(request.options),
                                           request.seed, request.work));
  return make_forest_model(kName, std::move(forest));
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  return load_forest_model(kName, bytes);
}

}  // namespace

LearnerEntry random_forest_learner() {
  std::vector<OptionSpec> options = random_forest_options();
  options.push_back(class_weight_option());
  return {.name = kName,
          .summary = "Random forest of histogram trees; robust with its defaults",
          .options = std::move(options),
          .traits = {.handles_missing = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
