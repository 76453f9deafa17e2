// SPDX-License-Identifier: Apache-2.0
#include "train/class_costs.hpp"

#include <fmt/format.h>

namespace vedette {
namespace {

OneVsRest task_of(const Matrix& rows, std::int32_t cls, double cost) {
  OneVsRest task{std::vector<std::uint8_t>(rows.rows)};
  double sums[2] = {0, 0};
  double counts[2] = {0, 0};
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::uint8_t side = rows.classes[i] == cls ? 1 : 0;
    task.positive[i] = side;
    sums[side] += rows.weight(i);
    counts[side] += 1;
  }
  task.positive_cost = cost * sums[1] / counts[1];
  task.negative_cost = cost * sums[0] / counts[0];
  return task;
}

}  // namespace

std::vector<OneVsRest> one_vs_rest(const Matrix& rows, std::size_t classes, double cost) {
  std::vector<OneVsRest> tasks;
  if (classes == 2) {
    tasks.push_back(task_of(rows, 1, cost));
    return tasks;
  }
  for (std::size_t c = 0; c < classes; ++c)
    tasks.push_back(task_of(rows, static_cast<std::int32_t>(c), cost));
  return tasks;
}

bool weights_are_per_class(const Matrix& rows, std::size_t classes) {
  std::vector<float> weights(classes, 0.0F);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    float& of_class = weights[static_cast<std::size_t>(rows.classes[i])];
    if (of_class == 0.0F) of_class = rows.weight(i);
    if (of_class != rows.weight(i)) return false;
  }
  return true;
}

Result<> require_class_weights(const Matrix& rows, std::size_t classes, std::string_view learner) {
  if (weights_are_per_class(rows, classes)) return {};
  return fail(ErrorCode::unsupported,
              fmt::format("{} can weigh classes, but not single rows", learner),
              "leave row weights out, or choose logistic_regression or a tree learner");
}

}  // namespace vedette
