// SPDX-License-Identifier: Apache-2.0
/// Linear learners against liblinear itself and against each other.
#include <gmock/gmock.h>
#include <linear.h>

#include <cmath>

#include "train/liblinear.hpp"
#include "train/softmax_regression.hpp"
#include "train/test_rows.hpp"

namespace vedette {
namespace {

/// One row in liblinear's form, with the column of ones.
std::vector<feature_node> nodes_of(std::span<const float> row) {
  std::vector<feature_node> nodes;
  for (std::size_t j = 0; j < row.size(); ++j) nodes.push_back({static_cast<int>(j) + 1, row[j]});
  nodes.push_back({static_cast<int>(row.size()) + 1, 1.0});
  nodes.push_back({-1, 0.0});
  return nodes;
}

/// Trains and decides with liblinear alone.
std::vector<double> reference_decisions(const Matrix& rows, int solver, double cost) {
  std::vector<std::vector<feature_node>> nodes;
  std::vector<feature_node*> pointers;
  std::vector<double> labels;
  for (std::size_t i = 0; i < rows.rows; ++i) {
    nodes.push_back(nodes_of(rows.row(i)));
    labels.push_back(rows.classes[i] == 1 ? 1 : -1);
  }
  for (auto& row : nodes) pointers.push_back(row.data());
  problem all{static_cast<int>(rows.rows), static_cast<int>(rows.columns) + 1, labels.data(),
              pointers.data(), 1};
  parameter settings{};
  settings.solver_type = solver;
  settings.C = cost;
  settings.eps = 1e-4;
  std::srand(1);
  set_print_string_function([](const char*) {});
  ::model* trained = train(&all, &settings);
  std::vector<double> decisions;
  for (auto& row : nodes) {
    double decision = 0;
    predict_values(trained, row.data(), &decision);
    decisions.push_back(trained->label[0] == 1 ? decision : -decision);
  }
  free_and_destroy_model(&trained);
  return decisions;
}

struct SolverCase {
  LinearSolver solver;
  int number;
};

TEST(Liblinear, decision_values_equal_the_library_s_own) {
  const Matrix rows = clouds(300, 7, 2);
  for (const SolverCase& solver : {SolverCase{LinearSolver::l2_logistic, L2R_LR},
                                   SolverCase{LinearSolver::l1_logistic, L1R_LR},
                                   SolverCase{LinearSolver::l2_squared_hinge, L2R_L2LOSS_SVC}}) {
    const std::vector<double> expected = reference_decisions(rows, solver.number, 0.7);
    const LinearWeights weights =
        train_liblinear(rows, one_vs_rest(rows, 2, 0.7), {solver.solver, 1e-4, 1}, {}).value();
    const Decisions decisions = weights.decide(rows);
    for (std::size_t i = 0; i < rows.rows; ++i)
      ASSERT_NEAR(decisions.values[i], expected[i], 1e-12 * std::max(1.0, std::abs(expected[i])))
          << "solver " << solver.number << ", row " << i;
  }
}

TEST(Liblinear, positive_decisions_mean_class_one_whatever_class_comes_first) {
  Matrix rows = clouds(100, 4, 2);
  for (int round = 0; round < 2; ++round) {
    const LinearWeights weights = train_liblinear(rows, one_vs_rest(rows, 2, 1), {}, {}).value();
    const Decisions decisions = weights.decide(rows);
    int right = 0;
    for (std::size_t i = 0; i < rows.rows; ++i)
      right += (decisions.values[i] > 0) == (rows.classes[i] == 1) ? 1 : 0;
    EXPECT_GT(right, 90);
    std::vector<std::uint32_t> backwards;
    for (std::uint32_t i = 100; i-- > 0;) backwards.push_back(i);
    rows = rows.select(backwards);
  }
}

TEST(Softmax, two_classes_agree_with_liblinear) {
  const Matrix rows = clouds(400, 5, 2);
  const LinearWeights own = train_softmax(rows, 2, {0.5, 1e-9}, {}).value();
  const LinearWeights reference =
      train_liblinear(rows, one_vs_rest(rows, 2, 0.5), {LinearSolver::l2_logistic, 1e-9, 1}, {})
          .value();
  ASSERT_EQ(own.values.size(), reference.values.size());
  for (std::size_t j = 0; j < own.values.size(); ++j)
    EXPECT_NEAR(own.values[j], reference.values[j], 1e-5);
}

TEST(Softmax, a_weight_of_two_is_the_row_twice) {
  const Matrix rows = clouds(120, 3, 3);
  Matrix weighted = rows;
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t i = 0; i < rows.rows; ++i) {
    weighted.weights.push_back(i % 4 == 0 ? 2.0F : 1.0F);
    numbers.push_back(i);
    if (i % 4 == 0) numbers.push_back(i);
  }
  const LinearWeights one = train_softmax(weighted, 3, {1, 1e-9}, {}).value();
  const LinearWeights two = train_softmax(rows.select(numbers), 3, {1, 1e-9}, {}).value();
  for (std::size_t j = 0; j < one.values.size(); ++j)
    EXPECT_NEAR(one.values[j], two.values[j], 1e-5);
}

TEST(Softmax, the_gradient_vanishes_where_it_stops) {
  // At the optimum the mean share of each class is pulled towards its frequency by the intercept;
  // without a penalty to speak of they are equal.
  const Matrix rows = clouds(300, 4, 3);
  const auto model =
      train_case({.learner = "logistic_regression", .options = {{"C", 1e4}, {"tolerance", 1e-8}}},
                 rows, 3)
          .value();
  const Scores scores = model->predict(rows).value();
  for (std::size_t c = 0; c < 3; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < rows.rows; ++i) sum += static_cast<double>(scores.row(i)[c]);
    EXPECT_NEAR(sum / 300, 1.0 / 3, 1e-3);
  }
}

TEST(LogisticRegression, the_l1_penalty_sets_useless_weights_to_zero) {
  Matrix rows = clouds(300, 2, 2);
  Matrix wide;
  wide.rows = rows.rows;
  wide.columns = 12;
  wide.classes = rows.classes;
  Random random(4);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    wide.values.insert(wide.values.end(), rows.row(i).begin(), rows.row(i).end());
    for (int j = 0; j < 10; ++j) wide.values.push_back(static_cast<float>(random.normal()));
  }
  const auto nonzero = [&](const char* penalty) {
    const auto model = train_case({.learner = "logistic_regression",
                                   .options = {{"penalty", penalty}, {"C", 0.05}}},
                                  wide, 2)
                           .value();
    return model->describe()["nonzero_weights"].get<int>();
  };
  EXPECT_EQ(nonzero("l2"), 13);
  EXPECT_LE(nonzero("l1"), 6);
}

TEST(LogisticRegression, the_l1_penalty_cannot_weigh_single_rows) {
  Matrix rows = clouds(60, 2, 2);
  rows.weights.assign(60, 1.0F);
  rows.weights[3] = 2;
  const auto model =
      train_case({.learner = "logistic_regression", .options = {{"penalty", "l1"}}}, rows, 2);
  EXPECT_EQ(model.error().code, ErrorCode::unsupported);
}

TEST(LinearSvm, probabilities_are_calibrated_on_fresh_rows) {
  Matrix noisy = clouds(4000, 3, 2, 1);
  Random random(8);
  for (std::int32_t& cls : noisy.classes)
    if (random.uniform() < 0.2) cls = 1 - cls;
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> second;
  for (std::uint32_t i = 0; i < 4000; ++i) (i < 2000 ? first : second).push_back(i);
  const auto model = train_case({.learner = "linear_svm"}, noisy.select(first), 2).value();
  const Matrix fresh = noisy.select(second);
  const Scores scores = model->predict(fresh).value();
  double confidence = 0;
  for (std::size_t i = 0; i < scores.rows; ++i)
    confidence += static_cast<double>(std::max(scores.row(i)[0], scores.row(i)[1]));
  EXPECT_NEAR(confidence / 2000, accuracy(scores, fresh.classes), 0.03);
}

}  // namespace
}  // namespace vedette
