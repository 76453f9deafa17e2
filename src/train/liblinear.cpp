// SPDX-License-Identifier: Apache-2.0
#include "train/liblinear.hpp"

#include <fmt/format.h>
#include <linear.h>

#include <array>

#include "train/library_guard.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

/// Rows in liblinear's form: column numbers from 1, zeros left out, a column of ones, an end mark.
class SparseRows {
 public:
  explicit SparseRows(const Matrix& rows) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < rows.rows; ++i) {
      starts.push_back(nodes_.size());
      const std::span<const float> row = rows.row(i);
      for (std::size_t j = 0; j < row.size(); ++j)
        if (row[j] != 0) nodes_.push_back({static_cast<int>(j) + 1, row[j]});
      nodes_.push_back({static_cast<int>(rows.columns) + 1, 1.0});
      nodes_.push_back({-1, 0.0});
    }
    for (const std::size_t start : starts) rows_.push_back(nodes_.data() + start);
  }
  [[nodiscard]] feature_node** data() { return rows_.data(); }

 private:
  std::vector<feature_node> nodes_;
  std::vector<feature_node*> rows_;
};

struct ModelDeleter {
  void operator()(::model* trained) const { free_and_destroy_model(&trained); }
};

int solver_number(LinearSolver solver) {
  switch (solver) {
    case LinearSolver::l2_logistic:
      return L2R_LR;
    case LinearSolver::l1_logistic:
      return L1R_LR;
    case LinearSolver::l2_squared_hinge:
      return L2R_L2LOSS_SVC;
  }
  return L2R_LR;
}

/// Appends the weights of one task.
Result<std::vector<double>> train_one(const OneVsRest& task, problem& rows,
                                      const LiblinearOptions& options) {
  std::vector<double> labels;
  for (const std::uint8_t positive : task.positive) labels.push_back(positive == 0 ? -1 : 1);
  rows.y = labels.data();
  std::array<int, 2> sides = {1, -1};
  std::array<double, 2> costs = {task.positive_cost, task.negative_cost};
  parameter settings{};
  settings.solver_type = solver_number(options.solver);
  settings.eps = options.tolerance;
  settings.C = 1;
  settings.nr_weight = 2;
  settings.weight_label = sides.data();
  settings.weight = costs.data();
  settings.p = 0.1;
  if (const char* refusal = check_parameter(&rows, &settings); refusal != nullptr)
    return fail(ErrorCode::invalid_argument, fmt::format("liblinear: {}", refusal));
  const SeededRand guard(options.seed);
  set_print_string_function([](const char*) {});
  const std::unique_ptr<::model, ModelDeleter> trained(train(&rows, &settings));
  // liblinear's weights point towards the label it met first.
  const double sign = trained->label[0] == 1 ? 1 : -1;
  std::vector<double> weights(trained->w, trained->w + rows.n);
  for (double& weight : weights) weight *= sign;
  return weights;
}

}  // namespace

Result<LinearWeights> train_liblinear(const Matrix& rows, std::span<const OneVsRest> tasks,
                                      const LiblinearOptions& options, const WorkContext& work) {
  SparseRows sparse(rows);
  problem all{};
  all.l = static_cast<int>(rows.rows);
  all.n = static_cast<int>(rows.columns) + 1;
  all.x = sparse.data();
  all.bias = 1;
  LinearWeights weights;
  weights.columns = rows.columns;
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    if (work.stopped()) return cancelled_training();
    work.progress("weight vectors", t, tasks.size());
    const std::vector<double> of_task = VEDETTE_TRY(train_one(tasks[t], all, options));
    weights.values.insert(weights.values.end(), of_task.begin(), of_task.end());
  }
  work.progress("weight vectors", tasks.size(), tasks.size());
  return weights;
}

}  // namespace vedette
