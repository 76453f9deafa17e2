// SPDX-License-Identifier: Apache-2.0
#include "train/catalog.hpp"
#include "train/forest_model.hpp"
#include "train/forest_options.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "decision_tree";

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::allowed));
  Forest tree = VEDETTE_TRY(train_tree(training.matrix(), static_cast<int>(request.classes),
                                       read_decision_tree_options(request.options), request.seed,
                                       request.work));
  return make_forest_model(kName, std::move(tree));
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  return load_forest_model(kName, bytes);
}

}  // namespace

LearnerEntry decision_tree_learner() {
  std::vector<OptionSpec> options = decision_tree_options();
  options.push_back(class_weight_option());
  return {.name = kName,
          .summary = "One decision tree: fast, and its rules can be read",
          .options = std::move(options),
          .traits = {.handles_missing = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
