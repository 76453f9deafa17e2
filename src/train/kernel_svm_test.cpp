// SPDX-License-Identifier: Apache-2.0
/// The kernel learner against libsvm itself.
#include <gmock/gmock.h>
#include <libsvm/svm.h>

#include <cmath>

#include "train/kernel_model.hpp"
#include "train/libsvm.hpp"
#include "train/test_rows.hpp"

namespace vedette {
namespace {

std::vector<svm_node> nodes_of(std::span<const float> row) {
  std::vector<svm_node> nodes;
  for (std::size_t j = 0; j < row.size(); ++j) nodes.push_back({static_cast<int>(j) + 1, row[j]});
  nodes.push_back({-1, 0.0});
  return nodes;
}

/// Trains on `rows` and decides `fresh` with libsvm alone.
std::vector<double> reference_decisions(const Matrix& rows, const Matrix& fresh, double cost,
                                        double gamma) {
  std::vector<std::vector<svm_node>> nodes;
  std::vector<svm_node*> pointers;
  std::vector<double> labels;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    nodes.push_back(nodes_of(rows.row(i)));
    labels.push_back(rows.classes[i] == 1 ? 1 : -1);
  }
  for (auto& row : nodes) pointers.push_back(row.data());
  svm_problem all{static_cast<int>(rows.rows), labels.data(), pointers.data()};
  svm_parameter settings{};
  settings.svm_type = C_SVC;
  settings.kernel_type = RBF;
  settings.gamma = gamma;
  settings.C = cost;
  settings.eps = 1e-3;
  settings.cache_size = 100;
  settings.shrinking = 1;
  svm_set_print_string_function([](const char*) {});
  svm_model* trained = svm_train(&all, &settings);
  std::vector<double> decisions;
  for (std::size_t i = 0; i < fresh.rows; ++i) {
    double decision = 0;
    svm_predict_values(trained, nodes_of(fresh.row(i)).data(), &decision);
    decisions.push_back(trained->label[0] == 1 ? decision : -decision);
  }
  svm_free_and_destroy_model(&trained);
  return decisions;
}

TEST(Libsvm, our_kernel_sums_equal_the_library_s_own) {
  const Matrix rows = clouds(250, 6, 2, 1);
  const Matrix fresh = clouds(100, 6, 2, 2);
  const std::vector<double> expected = reference_decisions(rows, fresh, 3, 0.2);
  const SvmSolution solution =
      train_libsvm(rows, one_vs_rest(rows, 2, 3).front(), {.gamma = 0.2}).value();
  SupportVectors support;
  support.columns = 6;
  support.outputs = 1;
  support.gamma = 0.2;
  support.coefficients = solution.coefficients;
  support.intercepts = {solution.intercept};
  for (const std::uint32_t row : solution.support_rows)
    support.vectors.insert(support.vectors.end(), rows.row(row).begin(), rows.row(row).end());
  const Decisions decisions = support.decide(fresh);
  for (std::size_t i = 0; i < fresh.rows; ++i) ASSERT_NEAR(decisions.values[i], expected[i], 1e-9);
}

TEST(KernelSvm, more_rows_than_the_limit_are_refused_with_a_way_out) {
  const auto model =
      train_case({.learner = "kernel_svm", .options = {{"max_rows", 99}}}, clouds(100, 2, 2), 2);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, ErrorCode::too_large);
  EXPECT_THAT(model.error().hint, testing::HasSubstr("sample"));
  EXPECT_EQ(find_learner("kernel_svm").value()->traits.max_rows, 20'000U);
}

TEST(KernelSvm, support_vectors_are_shared_between_classes) {
  const Matrix rows = clouds(120, 3, 3);
  const auto model = train_case({.learner = "kernel_svm"}, rows, 3).value();
  EXPECT_LE(model->describe()["support_vectors"].get<std::size_t>(), rows.rows);
}

}  // namespace
}  // namespace vedette
