// SPDX-License-Identifier: Apache-2.0
#include "serve/tensor_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

#include "data/cells.hpp"
#include "data/column_plan.hpp"
#include "data/decimal.hpp"

namespace vedette {
namespace {

tl::unexpected<Error> bad(std::string what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, std::move(what), std::move(hint));
}

/// Where one column's values lie in a tensor.
struct TensorColumn {
  const Tensor* tensor = nullptr;
  std::size_t first = 0;
  std::size_t step = 1;
};

bool is_read(const ColumnSpec& column) { return !column.may_be_absent; }

TensorType type_for(ColumnType type) {
  switch (type) {
    case ColumnType::int64:
      return TensorType::int64;
    case ColumnType::float64:
      return TensorType::fp64;
    case ColumnType::boolean:
      return TensorType::boolean;
    case ColumnType::text:
    case ColumnType::timestamp:
      break;
  }
  return TensorType::bytes;
}

bool fits(ColumnType column, TensorType tensor) {
  if (column == ColumnType::text || column == ColumnType::timestamp)
    return tensor == TensorType::bytes;
  if (tensor == TensorType::boolean) return column == ColumnType::boolean;
  return tensor != TensorType::bytes;
}

using Fault = std::optional<std::string>;  ///< why a value cannot be taken

template <std::integral Integer>
Fault append_to_floats(Integer value, Column& column) {
  constexpr std::int64_t kMostExact = std::int64_t{1} << 53;
  if (std::cmp_greater(value, kMostExact) || std::cmp_less(value, -kMostExact))
    return fmt::format("{} has more digits than a 64-bit float holds", value);
  column.push_float64(static_cast<double>(value));
  return std::nullopt;
}

Fault append_to_integers(double value, Column& column) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (value != std::trunc(value)) return fmt::format("{} is not a whole number", value);
  if (value < -kLimit || value >= kLimit) return fmt::format("{} does not fit into 64 bits", value);
  column.push_int64(static_cast<std::int64_t>(value));
  return std::nullopt;
}

template <std::integral Integer>
Fault append_to_integers(Integer value, Column& column) {
  if (!std::in_range<std::int64_t>(value))
    return fmt::format("{} does not fit into 64 bits", value);
  column.push_int64(static_cast<std::int64_t>(value));
  return std::nullopt;
}

template <class Number>
Fault append_to_booleans(Number value, Column& column) {
  if (value != 0 && value != 1) return fmt::format("{} is neither 0 nor 1", value);
  column.push_boolean(value == 1);
  return std::nullopt;
}

/// Fills one column of a batch.
class ColumnFiller {
 public:
  ColumnFiller(const Schema& schema, const ColumnSpec& spec, Column& column)
      : schema_(schema), spec_(spec), column_(column) {
    for (const auto* markers : {&schema.missing, &spec.missing})
      for (const std::string& marker : *markers)
        if (const auto number = parse_float64(marker); number.fault == NumberFault::none)
          numbers_for_missing_.push_back(number.value);
  }

  Result<> fill(const TensorColumn& source, std::size_t rows) {
    if (!fits(spec_.type, source.tensor->type))
      return bad(fmt::format("tensor '{}' is {}, but column '{}' holds {}", source.tensor->name,
                             to_string(source.tensor->type), spec_.name, to_string(spec_.type)),
                 fmt::format("send {}", to_string(type_for(spec_.type))));
    if (const auto* texts = std::get_if<TextValues>(&source.tensor->data))
      return fill_texts(*texts, rows);
    return std::visit(
        [&](const auto& values) -> Result<> {
          if constexpr (!std::is_same_v<std::decay_t<decltype(values)>, TextValues>)
            for (std::size_t row = 0; row < rows; ++row)
              if (Fault fault = append(values[source.first + row * source.step]))
                return refuse(row, *fault);
          return {};
        },
        source.tensor->data);
  }

  Result<> leave_missing(std::size_t rows) {
    if (rows > 0 && !spec_.may_be_missing)
      return bad(fmt::format("there is no tensor for column '{}', which may not be missing",
                             spec_.name));
    column_.push_missing(rows);
    return {};
  }

 private:
  /// Texts go the way that texts of every other format go.
  Result<> fill_texts(const TextValues& texts, std::size_t rows) {
    const CellRules rules(schema_, spec_);
    for (std::size_t row = 0; row < rows; ++row)
      if (const std::optional<CellFault> fault = rules.append(texts[row], column_))
        return refuse(row, fault->message);
    return {};
  }

  template <class Number>
  Fault append(Number value) {
    if (is_missing(static_cast<double>(value))) {
      column_.push_missing();
      return spec_.may_be_missing ? Fault() : "it has no value";
    }
    if constexpr (std::is_floating_point_v<Number>)
      if (!std::isfinite(value)) return "it is not a finite number";
    return append_value(value);
  }

  template <class Number>
  Fault append_value(Number value) {
    if (spec_.type == ColumnType::boolean) return append_to_booleans(value, column_);
    if (spec_.type == ColumnType::int64) return append_to_integers(value, column_);
    if constexpr (std::is_floating_point_v<Number>) {
      column_.push_float64(value);
      return std::nullopt;
    } else {
      return append_to_floats(value, column_);
    }
  }

  [[nodiscard]] bool is_missing(double value) const {
    return std::isnan(value) ||
           std::ranges::find(numbers_for_missing_, value) != numbers_for_missing_.end();
  }

  [[nodiscard]] tl::unexpected<Error> refuse(std::size_t row, const std::string& why) const {
    return bad(fmt::format("row {}, column '{}': {}", row + 1, spec_.name, why));
  }

  const Schema& schema_;
  const ColumnSpec& spec_;
  Column& column_;
  std::vector<double> numbers_for_missing_;
};

/// Which tensor is which column, and how many rows they have.
struct TensorPlan {
  std::vector<TensorColumn> columns;  ///< per schema column; without a tensor: absent
  std::size_t rows = 0;
};

std::optional<std::size_t> column_of(const Schema& schema, const std::string& name) {
  const auto exact = std::ranges::find(schema.columns, name, &ColumnSpec::name);
  if (exact != schema.columns.end())
    return static_cast<std::size_t>(exact - schema.columns.begin());
  return NameIndex(schema).find(name);
}

Result<std::size_t> rows_of(const Tensor& tensor) {
  const bool is_column =
      tensor.shape.size() == 1 || (tensor.shape.size() == 2 && tensor.shape[1] == 1);
  if (!is_column)
    return bad(fmt::format("tensor '{}' has the shape [{}]", tensor.name,
                           fmt::join(tensor.shape, ", ")),
               "a column's tensor has the shape [n] or [n, 1]");
  return static_cast<std::size_t>(tensor.shape.front());
}

Result<TensorPlan> plan_columns(const Schema& schema, std::span<const Tensor> inputs) {
  TensorPlan plan{.columns = std::vector<TensorColumn>(schema.columns.size())};
  for (const Tensor& tensor : inputs) {
    const std::optional<std::size_t> column = column_of(schema, tensor.name);
    if (!column)
      return bad(fmt::format("the model knows no column '{}'", tensor.name),
                 "its metadata lists the inputs");
    if (plan.columns[*column].tensor != nullptr)
      return bad(fmt::format("column '{}' is given twice", schema.columns[*column].name));
    const std::size_t rows = VEDETTE_TRY(rows_of(tensor));
    if (&tensor != inputs.data() && rows != plan.rows)
      return bad(fmt::format("tensor '{}' has {} rows, and '{}' has {}", tensor.name, rows,
                             inputs.front().name, plan.rows));
    plan.rows = rows;
    plan.columns[*column].tensor = &tensor;
  }
  return plan;
}

/// A matrix names no columns, so each must be a number: texts have no agreed place in one.
Result<TensorPlan> plan_matrix(const Schema& schema, const Tensor& matrix) {
  TensorPlan plan{.columns = std::vector<TensorColumn>(schema.columns.size())};
  std::size_t width = 0;
  for (std::size_t c = 0; c < schema.columns.size(); ++c) {
    const ColumnSpec& column = schema.columns[c];
    if (!is_read(column)) continue;
    if (!fits(column.type, TensorType::fp64))
      return bad(fmt::format("'{}' is no column, and the model cannot be asked with one matrix: "
                             "column '{}' holds {}",
                             matrix.name, column.name, to_string(column.type)),
                 "send one tensor per column");
    plan.columns[c] = {.tensor = &matrix, .first = width++};
  }
  if (matrix.shape.size() != 2 || std::cmp_not_equal(matrix.shape[1], width))
    return bad(fmt::format("'{}' is no column, and a matrix needs the shape [n, {}], not [{}]",
                           matrix.name, width, fmt::join(matrix.shape, ", ")),
               "its columns are the model's inputs in the order of its metadata");
  for (TensorColumn& column : plan.columns) column.step = width;
  plan.rows = static_cast<std::size_t>(matrix.shape.front());
  return plan;
}

Result<TensorPlan> plan_inputs(const Schema& schema, std::span<const Tensor> inputs) {
  if (inputs.empty()) return bad("the request has no inputs");
  if (inputs.size() == 1 && !column_of(schema, inputs.front().name))
    return plan_matrix(schema, inputs.front());
  return plan_columns(schema, inputs);
}

template <class Text>
Tensor text_output(Tensor output, std::span<const Prediction> predictions, Text text_of) {
  TextValues texts;
  for (const Prediction& prediction : predictions) texts.push_back(text_of(*prediction.verdict));
  output.data = std::move(texts);
  return output;
}

Tensor score_output(Tensor output, std::span<const Prediction> predictions) {
  std::vector<float> values;
  values.reserve(predictions.size());
  for (const Prediction& prediction : predictions)
    values.push_back(prediction.verdict->attack_score);
  output.data = std::move(values);
  return output;
}

Tensor scores_output(Tensor output, std::span<const Prediction> predictions) {
  std::vector<float> values;
  for (const Prediction& prediction : predictions)
    std::ranges::copy(prediction.verdict->scores, std::back_inserter(values));
  output.data = std::move(values);
  return output;
}

}  // namespace

std::vector<Tensor> described_inputs(const Schema& scoring) {
  std::vector<Tensor> inputs;
  for (const ColumnSpec& column : scoring.columns)
    if (is_read(column))
      inputs.push_back({.name = column.name, .type = type_for(column.type), .shape = {-1}});
  return inputs;
}

std::vector<Tensor> described_outputs(const Bundle& bundle) {
  const auto classes = static_cast<std::int64_t>(bundle.labels.classes.size());
  return {{.name = "label", .type = TensorType::bytes, .shape = {-1}},
          {.name = "decision", .type = TensorType::bytes, .shape = {-1}},
          {.name = "attack_score", .type = TensorType::fp32, .shape = {-1}},
          {.name = "scores", .type = TensorType::fp32, .shape = {-1, classes}}};
}

Result<Batch> batch_from_tensors(const Schema& scoring, std::span<const Tensor> inputs) {
  const TensorPlan plan = VEDETTE_TRY(plan_inputs(scoring, inputs));
  if (plan.rows > kMostTensorRows)
    return fail(ErrorCode::too_large, fmt::format("{} rows are more than {}", plan.rows,
                                                  kMostTensorRows),
                "send them in several requests");
  Batch batch;
  batch.table.origin.source = "tensors";
  for (std::size_t c = 0; c < scoring.columns.size(); ++c) {
    const ColumnSpec& spec = scoring.columns[c];
    Column& column = batch.table.columns.emplace_back(Column::make(spec.name, spec.type));
    column.reserve(plan.rows);
    const TensorColumn& source = plan.columns[c];
    ColumnFiller filler(scoring, spec, column);
    const bool is_wanted = source.tensor != nullptr && is_read(spec);
    VEDETTE_TRY(is_wanted ? filler.fill(source, plan.rows) : filler.leave_missing(plan.rows));
  }
  batch.row_numbers.resize(plan.rows);
  std::iota(batch.row_numbers.begin(), batch.row_numbers.end(), std::int64_t{1});
  return batch;
}

Result<Tensor> output_tensor(const Bundle& bundle, std::span<const Prediction> predictions,
                             std::string_view name) {
  std::vector<Tensor> known = described_outputs(bundle);
  const auto found = std::ranges::find(known, name, &Tensor::name);
  if (found == known.end())
    return bad(fmt::format("there is no output '{}'", name),
               "there are label, decision, attack_score and scores");
  Tensor& output = *found;
  output.shape.front() = static_cast<std::int64_t>(predictions.size());
  if (name == "attack_score") return score_output(std::move(output), predictions);
  if (name == "scores") return scores_output(std::move(output), predictions);
  if (name == "decision")
    return text_output(std::move(output), predictions,
                       [](const Verdict& verdict) { return to_string(verdict.decision); });
  return text_output(std::move(output), predictions, [&](const Verdict& verdict) {
    return std::string_view(bundle.labels.classes[static_cast<std::size_t>(verdict.cls)]);
  });
}

}  // namespace vedette
