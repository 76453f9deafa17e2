// SPDX-License-Identifier: Apache-2.0
#include "transform/transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/simd.hpp"
#include "transform/copy_tiles.hpp"
#include "transform/state.hpp"

namespace vedette {
namespace {

/// Rows that go through the steps together: their columns stay in the processor's cache.
constexpr std::size_t kBlockRows = 1024;

Result<std::size_t> named_column(const std::string& name, const StepEntry& entry,
                                 const Layout& layout) {
  const auto found = std::ranges::find(layout, name, &LayoutColumn::name);
  if (found == layout.end()) {
    std::vector<std::string> names;
    for (const LayoutColumn& column : layout) names.push_back(column.name);
    const std::string near = nearest_word(name, names);
    return fail(ErrorCode::invalid_argument,
                fmt::format("step '{}' names column '{}', which is not there", entry.name, name),
                near.empty() ? std::string() : fmt::format("did you mean '{}'?", near));
  }
  return static_cast<std::size_t>(found - layout.begin());
}

/// Column numbers that one name or selector of a plan stands for.
Result<std::vector<std::size_t>> selected(const std::string& word, const StepEntry& entry,
                                          const TransformState& state) {
  const Layout& layout = state.layout;
  const bool was_dropped = std::ranges::any_of(
      state.dropped, [&](const auto& dropped) { return dropped.first == word; });
  if (was_dropped) return std::vector<std::size_t>{};
  const bool is_selector = word == "numeric" || word == "text" || word == "all";
  if (!is_selector) return std::vector{VEDETTE_TRY(named_column(word, entry, layout))};
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const bool numeric = layout[i].kind == ColumnKind::number && word != "text";
    const bool text = layout[i].kind == ColumnKind::text && word != "numeric";
    if (numeric || text) columns.push_back(i);
  }
  return columns;
}

/// All columns that a step of a plan works on, ascending, each of a kind that it takes.
Result<std::vector<std::size_t>> resolve(const StepPlan& plan, const StepEntry& entry,
                                         const TransformState& state) {
  std::vector<std::size_t> columns;
  for (const std::string& word : plan.columns) {
    const std::vector<std::size_t> more = VEDETTE_TRY(selected(word, entry, state));
    columns.insert(columns.end(), more.begin(), more.end());
  }
  std::ranges::sort(columns);
  const auto repeated = std::ranges::unique(columns);
  columns.erase(repeated.begin(), repeated.end());
  for (const std::size_t column : columns)
    if (std::ranges::find(entry.takes, state.layout[column].kind) == entry.takes.end())
      return fail(ErrorCode::invalid_argument,
                  fmt::format("step '{}' cannot take column '{}'", entry.name,
                              state.layout[column].name),
                  "numbers and texts need different steps; codes are final");
  return columns;
}

Result<Frame> fit_step(const StepPlan& plan, Frame frame, TransformState& state) {
  const StepEntry* entry = VEDETTE_TRY(find_step(plan.step));
  const Options options = VEDETTE_TRY(Options::make(entry->options, plan.options));
  const std::vector<std::size_t> columns = VEDETTE_TRY(resolve(plan, *entry, state));
  std::unique_ptr<Step> step = VEDETTE_TRY(entry->fit({frame, state.layout, columns, options}));
  state.layout = step->layout_after(std::move(state.layout));
  state.steps.push_back({entry->name, std::move(step)});
  return state.steps.back().step->apply(std::move(frame));
}

/// Sorts the schema's features into inputs and columns without a value.
Result<> choose_inputs(TransformState& state, const Table& table, const Schema& schema,
                       std::span<const std::uint32_t> train_rows) {
  for (const ColumnSpec& spec : schema.columns) {
    if (spec.role != Role::feature) continue;
    const InputColumn input{spec.name, spec.type};
    const auto found = VEDETTE_TRY(find_inputs(table, std::span(&input, 1)));
    if (has_value(*found.front(), train_rows))
      state.inputs.push_back(input);
    else
      state.dropped.emplace_back(spec.name, "no value in the training rows");
  }
  return {};
}

bool are_neighbours(std::span<const std::uint32_t> rows) {
  std::size_t apart = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) apart += rows[i] - rows[0] == i ? 0 : 1;
  return apart == 0;
}

/// Whether these are columns for tiles: eight of decimals.
bool are_decimals(std::span<const Column* const> columns) {
  return columns.size() == kTileSide && std::ranges::all_of(columns, [](const Column* column) {
           return column->type == ColumnType::float64;
         });
}

/// Rows from `first` on of eight columns. Missing decimals are NaN there already.
void copy_in_tiles(std::span<const Column* const> columns, std::size_t first, std::size_t rows,
                   float* into, std::size_t stride) {
  std::array<const double*, kTileSide> numbers{};
  for (std::size_t c = 0; c < kTileSide; ++c) numbers[c] = columns[c]->float64s().data() + first;
  copy_tiles_avx2(numbers, rows, into, stride);
}

/// Inputs that no step is to change. Goes through a few rows at a time: what is written lies a row
/// apart, and stays in the nearest cache so.
void copy(std::span<const Column* const> columns, std::span<const std::uint32_t> rows,
          std::size_t first_row, Matrix& matrix) {
  constexpr std::size_t kRowsAtOnce = 64;
  for (std::size_t done = 0; done < rows.size(); done += kRowsAtOnce) {
    const auto some = rows.subspan(done, std::min(kRowsAtOnce, rows.size() - done));
    const bool fit_tiles = best_simd() != Simd::none && are_neighbours(some);
    const std::size_t whole = fit_tiles ? some.size() - some.size() % kTileSide : 0;
    float* const first = matrix.values.data() + (first_row + done) * matrix.columns;
    for (std::size_t c = 0; c < matrix.columns; c += kTileSide) {
      const auto side = columns.subspan(c, std::min(kTileSide, matrix.columns - c));
      const std::size_t tiled = are_decimals(side) ? whole : 0;
      if (tiled > 0) copy_in_tiles(side, some.front(), tiled, first + c, matrix.columns);
      for (std::size_t i = 0; i < side.size(); ++i)
        write_numbers(*side[i], some.subspan(tiled),
                      {first + tiled * matrix.columns + c + i, matrix.columns});
    }
  }
}

void scatter(const Frame& frame, std::size_t first_row, Matrix& matrix) {
  for (std::size_t c = 0; c < matrix.columns; ++c) {
    MatrixColumn target{matrix.values.data() + first_row * matrix.columns + c, matrix.columns};
    for (const double number : frame.numbers(c)) target.push(number);
  }
}

bool are_rows_of(const Table& table, std::span<const std::uint32_t> rows) {
  return std::ranges::all_of(rows, [&](std::uint32_t row) { return row < table.rows(); });
}

std::vector<std::uint32_t> all_rows(const Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

}  // namespace

Result<> TransformState::finish() {
  for (const InputColumn& input : inputs) input_names.push_back(input.name);
  std::vector<std::string> names;
  for (const LayoutColumn& column : layout) {
    if (column.kind == ColumnKind::text)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("the plan leaves text column '{}' without numbers", column.name),
                  "add the step ordinal or one_hot");
    names.push_back(column.name);
    categorical.push_back(column.kind == ColumnKind::code ? 1 : 0);
    input_of_output.push_back(column.input);
  }
  as_they_are = std::ranges::all_of(
      steps, [](const NamedStep& named) { return named.step->changes_nothing(); });
  output_names = std::make_shared<const std::vector<std::string>>(std::move(names));
  return {};
}

Transform::Transform(std::unique_ptr<State> state) : state_(std::move(state)) {}
Transform::Transform(Transform&&) noexcept = default;
Transform& Transform::operator=(Transform&&) noexcept = default;
Transform::~Transform() = default;

Result<Transform> Transform::fit(const TransformPlan& plan, const Table& table,
                                 const Schema& schema,
                                 std::span<const std::uint32_t> train_rows) {
  if (train_rows.empty())
    return fail(ErrorCode::invalid_argument, "there are no training rows to fit on");
  check(are_rows_of(table, train_rows), "training rows are rows of the table");
  auto state = std::make_unique<State>();
  VEDETTE_TRY(choose_inputs(*state, table, schema, train_rows));
  const std::vector<const Column*> columns = VEDETTE_TRY(find_inputs(table, state->inputs));
  state->layout = layout_of(state->inputs);
  Frame frame = gather(columns, train_rows);
  for (const StepPlan& step : plan.steps)
    frame = VEDETTE_TRY(fit_step(step, std::move(frame), *state));
  VEDETTE_TRY(state->finish());
  return Transform(std::move(state));
}

Result<Matrix> Transform::apply(const Table& table, std::span<const std::uint32_t> rows) const {
  check(are_rows_of(table, rows), "rows to transform are rows of the table");
  const std::vector<const Column*> columns = VEDETTE_TRY(find_inputs(table, state_->inputs));
  Matrix matrix;
  matrix.row_ids = rows.empty() ? all_rows(table)
                                : std::vector<std::uint32_t>(rows.begin(), rows.end());
  matrix.rows = matrix.row_ids.size();
  matrix.columns = state_->output_names->size();
  matrix.names = state_->output_names;
  matrix.categorical = state_->categorical;
  matrix.values.resize(matrix.rows * matrix.columns);
  for (std::size_t first = 0; first < matrix.rows; first += kBlockRows) {
    const std::size_t count = std::min(kBlockRows, matrix.rows - first);
    const auto block = std::span<const std::uint32_t>(matrix.row_ids).subspan(first, count);
    if (state_->as_they_are) {
      copy(columns, block, first, matrix);
      continue;
    }
    Frame frame = gather(columns, block);
    for (const NamedStep& named : state_->steps)
      frame = VEDETTE_TRY(named.step->apply(std::move(frame)));
    scatter(frame, first, matrix);
  }
  return matrix;
}

const std::vector<std::string>& Transform::output_names() const { return *state_->output_names; }
const std::vector<std::string>& Transform::input_names() const { return state_->input_names; }
const std::vector<std::size_t>& Transform::input_of_output() const {
  return state_->input_of_output;
}
const std::vector<std::pair<std::string, std::string>>& Transform::dropped() const {
  return state_->dropped;
}

}  // namespace vedette
