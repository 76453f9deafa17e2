// SPDX-License-Identifier: Apache-2.0
#include "train/libsvm.hpp"

#include <fmt/format.h>
#include <libsvm/svm.h>

#include <array>
#include <memory>

#include "train/library_guard.hpp"

namespace vedette {
namespace {

struct ModelDeleter {
  void operator()(svm_model* trained) const { svm_free_and_destroy_model(&trained); }
};

/// All rows in libsvm's form: column numbers from 1, zeros left out, an end mark.
struct SparseRows {
  std::vector<svm_node> nodes;
  std::vector<svm_node*> rows;
};

SparseRows to_sparse(const Matrix& rows) {
  SparseRows sparse;
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    starts.push_back(sparse.nodes.size());
    const std::span<const float> row = rows.row(i);
    for (std::size_t j = 0; j < row.size(); ++j)
      if (row[j] != 0) sparse.nodes.push_back({static_cast<int>(j) + 1, row[j]});
    sparse.nodes.push_back({-1, 0.0});
  }
  for (const std::size_t start : starts) sparse.rows.push_back(sparse.nodes.data() + start);
  return sparse;
}

svm_parameter parameters(const LibsvmOptions& options, std::array<int, 2>& sides,
                         std::array<double, 2>& costs) {
  svm_parameter settings{};
  settings.svm_type = C_SVC;
  settings.kernel_type = RBF;
  settings.gamma = options.gamma;
  settings.cache_size = options.cache_mb;
  settings.eps = options.tolerance;
  settings.C = 1;
  settings.nr_weight = 2;
  settings.weight_label = sides.data();
  settings.weight = costs.data();
  settings.shrinking = 1;
  return settings;
}

SvmSolution solution_of(const svm_model& trained) {
  // libsvm's decision is positive for the label it met first, and subtracts rho.
  const double sign = trained.label[0] == 1 ? 1 : -1;
  SvmSolution solution;
  solution.intercept = -sign * trained.rho[0];
  for (int s = 0; s < trained.l; ++s) {
    solution.support_rows.push_back(static_cast<std::uint32_t>(trained.sv_indices[s] - 1));
    solution.coefficients.push_back(sign * trained.sv_coef[0][s]);
  }
  return solution;
}

}  // namespace

Result<SvmSolution> train_libsvm(const Matrix& rows, const OneVsRest& task,
                                 const LibsvmOptions& options) {
  SparseRows sparse = to_sparse(rows);
  std::vector<double> labels;
  for (const std::uint8_t positive : task.positive) labels.push_back(positive == 0 ? -1 : 1);
  svm_problem problem{};
  problem.l = static_cast<int>(rows.rows);
  problem.y = labels.data();
  problem.x = sparse.rows.data();
  std::array<int, 2> sides = {1, -1};
  std::array<double, 2> costs = {task.positive_cost, task.negative_cost};
  const svm_parameter settings = parameters(options, sides, costs);
  if (const char* refusal = svm_check_parameter(&problem, &settings); refusal != nullptr)
    return fail(ErrorCode::invalid_argument, fmt::format("libsvm: {}", refusal));
  const SeededRand guard(options.seed);
  svm_set_print_string_function([](const char*) {});
  const std::unique_ptr<svm_model, ModelDeleter> trained(svm_train(&problem, &settings));
  return solution_of(*trained);
}

}  // namespace vedette
