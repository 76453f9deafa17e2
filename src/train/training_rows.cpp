// SPDX-License-Identifier: Apache-2.0
#include "train/training_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vedette {
namespace {

std::string column_name(const Matrix& rows, std::size_t column) {
  return rows.names ? (*rows.names)[column] : std::to_string(column + 1);
}

tl::unexpected<Error> bad_value(const Matrix& rows, std::size_t cell, std::string message,
                                std::string hint) {
  InputPlace where;
  where.row = static_cast<std::int64_t>(cell / rows.columns) + 1;
  where.column = column_name(rows, cell % rows.columns);
  return fail(ErrorCode::invalid_argument, std::move(message), std::move(hint), std::move(where));
}

Result<> check_shape(const TrainRequest& request) {
  const Matrix& rows = request.rows;
  if (rows.rows == 0) return fail(ErrorCode::invalid_argument, "there are no rows to train on");
  if (rows.columns == 0)
    return fail(ErrorCode::invalid_argument, "there are no feature columns to train on");
  if (request.classes < 2)
    return fail(ErrorCode::invalid_argument, "training needs at least two classes");
  check(rows.values.size() == rows.rows * rows.columns, "a matrix holds rows * columns values");
  check(rows.classes.size() == rows.rows, "training rows come with a class each");
  check(rows.weights.empty() || rows.weights.size() == rows.rows, "weights are per row");
  return {};
}

Result<> check_values(const Matrix& rows, MissingValues missing) {
  for (std::size_t cell = 0; cell < rows.values.size(); ++cell) {
    const float value = rows.values[cell];
    if (std::isfinite(value)) continue;
    if (std::isinf(value))
      return bad_value(rows, cell, "an infinite value cannot be learned from",
                       "clip the column or declare the value as missing");
    if (missing == MissingValues::refused)
      return bad_value(rows, cell, "this learner cannot take missing values",
                       "impute them first, or choose a tree learner");
  }
  return {};
}

Result<std::vector<double>> class_totals(const TrainRequest& request) {
  std::vector<double> totals(request.classes, 0);
  for (std::size_t i = 0; i < request.rows.rows; ++i) {
    const std::int32_t cls = request.rows.classes[i];
    const float weight = request.rows.weight(i);
    if (cls < 0 || static_cast<std::size_t>(cls) >= request.classes)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("row {} has class number {}, but there are {} classes", i + 1, cls,
                              request.classes));
    if (!std::isfinite(weight) || weight < 0)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("row {} has the weight {}, which is not a positive number or 0",
                              i + 1, weight));
    totals[static_cast<std::size_t>(cls)] += weight;
  }
  for (std::size_t c = 0; c < totals.size(); ++c)
    if (totals[c] <= 0)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("class number {} has no training rows", c),
                  "give rows of every class, or train on fewer classes");
  return totals;
}

Matrix without_zero_weights(const Matrix& rows) {
  std::vector<std::uint32_t> kept;
  for (std::size_t i = 0; i < rows.rows; ++i)
    if (rows.weight(i) > 0) kept.push_back(static_cast<std::uint32_t>(i));
  return rows.select(kept);
}

void balance(Matrix& rows, const std::vector<double>& totals) {
  const double sum = std::accumulate(totals.begin(), totals.end(), 0.0);
  if (rows.weights.empty()) rows.weights.assign(rows.rows, 1.0F);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const double total = totals[static_cast<std::size_t>(rows.classes[i])];
    const double factor = sum / (static_cast<double>(totals.size()) * total);
    rows.weights[i] = static_cast<float>(rows.weights[i] * factor);
  }
}

}  // namespace

OptionSpec class_weight_option() {
  return {.name = "class_weight",
          .type = OptionType::choice,
          .standard = std::string("none"),
          .help = "balanced gives every class the same total weight",
          .choices = {"none", "balanced"},
          .search = SearchRange{}};
}

Result<TrainingRows> TrainingRows::make(const TrainRequest& request, MissingValues missing) {
  VEDETTE_TRY(check_shape(request));
  VEDETTE_TRY(check_values(request.rows, missing));
  const std::vector<double> totals = VEDETTE_TRY(class_totals(request));
  if (request.work.stopped()) return cancelled_training();
  TrainingRows rows(request.rows);
  if (std::ranges::find(request.rows.weights, 0.0F) != request.rows.weights.end())
    rows.changed_ = without_zero_weights(request.rows);
  if (request.options.text("class_weight") == "balanced") {
    if (!rows.changed_) rows.changed_ = request.rows;
    balance(*rows.changed_, totals);
  }
  return rows;
}

tl::unexpected<Error> cancelled_training() {
  return fail(ErrorCode::cancelled, "training was stopped");
}

Result<> check_width(const Matrix& rows, std::size_t columns) {
  if (rows.columns == columns) return {};
  return fail(ErrorCode::schema_mismatch,
              fmt::format("the rows have {} columns, but the model was trained on {}", rows.columns,
                          columns));
}

Result<> check_complete(const Matrix& rows, std::size_t columns) {
  VEDETTE_TRY(check_width(rows, columns));
  for (std::size_t cell = 0; cell < rows.values.size(); ++cell)
    if (!std::isfinite(rows.values[cell]))
      return bad_value(rows, cell, "this model cannot take missing or infinite values",
                       "impute them first");
  return {};
}

}  // namespace vedette
