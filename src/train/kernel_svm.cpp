// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "train/catalog.hpp"
#include "train/inner_folds.hpp"
#include "train/kernel_model.hpp"
#include "train/libsvm.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "kernel_svm";
/// Training time grows with the square of the rows and more.
constexpr std::size_t kMostRows = 20'000;

/// 1 / (columns * variance of all values), the usual start for standardised columns.
double default_gamma(const Matrix& rows) {
  double sum = 0;
  double squares = 0;
  for (const float value : rows.values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto count = static_cast<double>(rows.values.size());
  const double variance = squares / count - sum / count * (sum / count);
  return 1 / (static_cast<double>(rows.columns) * (variance > 0 ? variance : 1));
}

/// Joins the solutions of all tasks over one list of support vectors.
SupportVectors join(const Matrix& rows, std::span<const SvmSolution> solutions, double gamma) {
  SupportVectors support{.columns = rows.columns,
                         .outputs = solutions.size(),
                         .gamma = gamma,
                         .vectors = {},
                         .coefficients = {},
                         .intercepts = {}};
  std::map<std::uint32_t, std::vector<double>> coefficients_of_row;
  for (std::size_t o = 0; o < solutions.size(); ++o) {
    support.intercepts.push_back(solutions[o].intercept);
    for (std::size_t s = 0; s < solutions[o].support_rows.size(); ++s) {
      std::vector<double>& of_row = coefficients_of_row[solutions[o].support_rows[s]];
      of_row.resize(solutions.size());
      of_row[o] = solutions[o].coefficients[s];
    }
  }
  for (const auto& [row, coefficients] : coefficients_of_row) {
    support.vectors.insert(support.vectors.end(), rows.row(row).begin(), rows.row(row).end());
    support.coefficients.insert(support.coefficients.end(), coefficients.begin(),
                                coefficients.end());
  }
  return support;
}

Result<SupportVectors> fit(const Matrix& rows, const TrainRequest& request,
                           const LibsvmOptions& options) {
  std::vector<SvmSolution> solutions;
  for (const OneVsRest& task : one_vs_rest(rows, request.classes, request.options.real("C"))) {
    if (request.work.stopped()) return cancelled_training();
    solutions.push_back(VEDETTE_TRY(train_libsvm(rows, task, options)));
  }
  return join(rows, solutions, options.gamma);
}

Result<> check_row_limit(const Matrix& rows, std::int64_t most) {
  if (rows.rows <= static_cast<std::size_t>(most)) return {};
  return fail(ErrorCode::too_large,
              fmt::format("kernel_svm takes at most {} training rows, not {}: its time grows with "
                          "the square of the rows",
                          most, rows.rows),
              "train on a sample, raise max_rows, or choose gradient_boosting or linear_svm");
}

Result<std::unique_ptr<Model>> train(const TrainRequest& request) {
  VEDETTE_TRY(check_row_limit(request.rows, request.options.integer("max_rows")));
  const TrainingRows training = VEDETTE_TRY(TrainingRows::make(request, MissingValues::refused));
  const Matrix& rows = training.matrix();
  VEDETTE_TRY(require_class_weights(rows, request.classes, kName));
  const double gamma = request.options.real("gamma");
  const LibsvmOptions options{.gamma = gamma > 0 ? gamma : default_gamma(rows),
                              .tolerance = request.options.real("tolerance"),
                              .seed = request.seed};
  std::uint64_t fits = 0;
  const auto decide = [&](const Matrix& some, const Matrix& held_out) -> Result<Decisions> {
    request.work.progress("calibration folds", fits++, 0);
    const SupportVectors support = VEDETTE_TRY(fit(some, request, options));
    return support.decide(held_out);
  };
  std::vector<Sigmoid> sigmoids =
      VEDETTE_TRY(held_out_sigmoids(rows, request.classes, request.seed, decide));
  SupportVectors support = VEDETTE_TRY(fit(rows, request, options));
  return make_kernel_model(std::move(support), DecisionLink::one_vs_rest(std::move(sigmoids)));
}

}  // namespace

LearnerEntry kernel_svm_learner() {
  return {.name = kName,
          .summary =
              "Support vector machine with the radial kernel (libsvm), calibrated on "
              "held-out folds; for small data",
          .options = {{.name = "C",
                       .type = OptionType::real,
                       .standard = 10.0,
                       .help = "cost of a margin violation",
                       .low = 1e-6,
                       .high = 1e6,
                       .search = SearchRange{0.1, 1e3, SearchRange::Scale::log}},
                      {.name = "gamma",
                       .type = OptionType::real,
                       .standard = 0.0,
                       .help = "width of the kernel exp(-gamma * distance^2); 0: 1 / (columns * "
                               "variance)",
                       .low = 0,
                       .high = 1e6,
                       .search = SearchRange{1e-4, 1, SearchRange::Scale::log}},
                      {.name = "tolerance",
                       .type = OptionType::real,
                       .standard = 1e-3,
                       .help = "stop when no pair of rows violates the optimum by more",
                       .low = 1e-10,
                       .high = 0.1},
                      {.name = "max_rows",
                       .type = OptionType::integer,
                       .unit = "rows",
                       .standard = static_cast<std::int64_t>(kMostRows),
                       .help = "refuse to train on more rows",
                       .low = 1,
                       .high = 1e6},
                      class_weight_option()},
          .traits = {.wants_scaled_input = true, .calibrated = true, .max_rows = kMostRows},
          .train = train,
          .load = load_kernel_model};
}

}  // namespace vedette
