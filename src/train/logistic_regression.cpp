// SPDX-License-Identifier: Apache-2.0
#include "train/catalog.hpp"
#include "train/class_costs.hpp"
#include "train/liblinear.hpp"
#include "train/linear_model.hpp"
#include "train/softmax_regression.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "logistic_regression";

/// liblinear has no multinomial solver and no row weights; with the L1 penalty, whose kink our
/// own solver cannot take, more classes become one against the rest.
Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::refused));
  const Matrix& rows = training.matrix();
  const double cost = request.options.real("C");
  const double tolerance = request.options.real("tolerance");
  const bool l1 = request.options.text("penalty") == "l1";
  const bool per_class = weights_are_per_class(rows, request.classes);
  if (!l1 && (request.classes > 2 || !per_class)) {
    LinearWeights weights =
        VEDETTE_TRY(train_softmax(rows, request.classes, {cost, tolerance}, request.work));
    DecisionLink link = request.classes > 2 ? DecisionLink::softmax(request.classes)
                                            : DecisionLink::one_vs_rest({Sigmoid{}});
    return make_linear_model(kName, std::move(weights), std::move(link));
  }
  VEDETTE_TRY(require_class_weights(rows, request.classes, "the L1 penalty of liblinear"));
  const LiblinearOptions options{l1 ? LinearSolver::l1_logistic : LinearSolver::l2_logistic,
                                 tolerance, request.seed};
  LinearWeights weights = VEDETTE_TRY(
      train_liblinear(rows, one_vs_rest(rows, request.classes, cost), options, request.work));
  std::vector<Sigmoid> sigmoids(weights.outputs());
  return make_linear_model(kName, std::move(weights),
                           DecisionLink::one_vs_rest(std::move(sigmoids)));
}

Result<std::unique_ptr<Model>> load(std::string_view bytes) {
  return load_linear_model(kName, bytes);
}

}  // namespace

LearnerEntry logistic_regression_learner() {
  return {.name = kName,
          .summary = "Logistic regression, multinomial for several classes (liblinear, own L-BFGS)",
          .options = {{.name = "penalty",
                       .type = OptionType::choice,
                       .standard = std::string("l2"),
                       .help = "l2 shrinks all weights, l1 sets many of them to zero (several "
                               "classes: one against the rest)",
                       .choices = {"l2", "l1"}},
                      {.name = "C",
                       .type = OptionType::real,
                       .standard = 1.0,
                       .help = "inverse strength of the penalty",
                       .low = 1e-6,
                       .high = 1e6,
                       .search = SearchRange{1e-3, 1e3, SearchRange::Scale::log}},
                      {.name = "tolerance",
                       .type = OptionType::real,
                       .standard = 1e-4,
                       .help = "stop when the gradient has fallen to this share of its start",
                       .low = 1e-10,
                       .high = 0.1},
                      class_weight_option()},
          .traits = {.wants_scaled_input = true, .calibrated = true},
          .train = train,
          .load = load};
}

}  // namespace vedette
