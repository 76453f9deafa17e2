// SPDX-License-Identifier: Apache-2.0
#include "train/catalog.hpp"
#include "train/class_costs.hpp"
#include "train/inner_folds.hpp"
#include "train/liblinear.hpp"
#include "train/linear_model.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "linear_svm";

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::refused));
  const Matrix& rows = training.matrix();
  VEDETTE_TRY(require_class_weights(rows, request.classes, kName));
  const double cost = request.options.real("C");
  const LiblinearOptions options{LinearSolver::l2_squared_hinge, request.options.real("tolerance"),
                                 request.seed};
  const auto fit = [&](const Matrix& some) {
    return train_liblinear(some, one_vs_rest(some, request.classes, cost), options, request.work);
  };
  const auto decide = [&](const Matrix& some, const Matrix& held_out) -> Result<Decisions> {
    const LinearWeights weights = VEDETTE_TRY(fit(some));
    return weights.decide(held_out);
  };
  std::vector<Sigmoid> sigmoids =
      VEDETTE_TRY(held_out_sigmoids(rows, request.classes, request.seed, decide));
  LinearWeights weights = VEDETTE_TRY(fit(rows));
  return make_linear_model(kName, std::move(weights),
                           DecisionLink::one_vs_rest(std::move(sigmoids)));
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  return load_linear_model(kName, bytes);
}

}  // namespace

LearnerEntry linear_svm_learner() {
  return {.name = kName,
          .summary =
              "Linear support vector machine with squared hinge loss (liblinear), "
              "calibrated on held-out folds",
          .options = {{.name = "C",
                       .type = OptionType::real,
                       .standard = 1.0,
                       .help = "cost of a margin violation; small values shrink the weights",
                       .low = 1e-6,
                       .high = 1e6,
                       .search = SearchRange{1e-3, 1e2, SearchRange::Scale::log}},
                      {.name = "tolerance",
                       .type = OptionType::real,
                       .standard = 1e-3,
                       .help = "stop when the gradient has fallen to this share of its start",
                       .low = 1e-10,
                       .high = 0.1},
                      class_weight_option()},
          .traits = {.wants_scaled_input = true, .calibrated = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
