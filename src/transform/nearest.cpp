// SPDX-License-Identifier: Apache-2.0
#include "transform/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/random.hpp"
#include "transform/fitted.hpp"
#include "transform/statistics.hpp"

namespace vedette {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct NearestColumn {
  BoundColumn column;
  double scale = 0;     ///< 0: the column was constant and says nothing about similarity
  double fallback = 0;  ///< training median
  Numbers reference;    ///< one value per reference row
};

struct Neighbour {
  double distance = 0;
  std::size_t row = 0;
  auto operator<=>(const Neighbour&) const = default;
};

class Nearest final : public Step {
 public:
  /// `columns` have references of one length.
  Nearest(std::vector<NearestColumn> columns, std::size_t neighbours)
      : columns_(std::move(columns)), neighbours_(neighbours) {}

  Result<Frame> apply(Frame frame) const override {
    for (std::size_t i = 0; i < frame.rows(); ++i) {
      const std::vector<double> row = values_of(frame, i);
      if (std::ranges::none_of(row, [](double value) { return std::isnan(value); })) continue;
      const std::vector<Neighbour> reachable = reachable_rows(row);
      for (std::size_t c = 0; c < columns_.size(); ++c)
        if (std::isnan(row[c]))
          frame.numbers(columns_[c].column.index)[i] = filled(columns_[c], reachable);
    }
    return frame;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const NearestColumn& c : columns_)
      columns.push_back({{"name", c.column.name},
                         {"scale", c.scale},
                         {"fallback", c.fallback},
                         {"reference", numbers_json(c.reference)}});
    return {{"kind", "nearest"}, {"neighbours", neighbours_}, {"columns", columns}};
  }

 private:
  [[nodiscard]] std::vector<double> values_of(const Frame& frame, std::size_t row) const {
    std::vector<double> values;
    for (const NearestColumn& c : columns_) values.push_back(frame.numbers(c.column.index)[row]);
    return values;
  }

  /// Mean squared difference over shared columns; NaN without one. The factor for columns left
  /// out is the same for all columns, so the mean orders rows as the scaled distance does.
  [[nodiscard]] double distance(const std::vector<double>& row, std::size_t reference) const {
    double sum = 0;
    int shared = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const double other = columns_[c].reference[reference];
      if (std::isnan(row[c]) || std::isnan(other)) continue;
      ++shared;
      if (columns_[c].scale == 0) continue;
      const double away = (row[c] - other) / columns_[c].scale;
      sum += away * away;
    }
    return shared == 0 ? kNaN : sum / shared;
  }

  [[nodiscard]] std::vector<Neighbour> reachable_rows(const std::vector<double>& row) const {
    std::vector<Neighbour> reachable;
    const std::size_t rows = columns_.front().reference.size();
    for (std::size_t r = 0; r < rows; ++r)
      if (const double away = distance(row, r); !std::isnan(away)) reachable.push_back({away, r});
    return reachable;
  }

  [[nodiscard]] double filled(const NearestColumn& column,
                              const std::vector<Neighbour>& reachable) const {
    std::vector<Neighbour> donors;
    for (const Neighbour& neighbour : reachable)
      if (!std::isnan(column.reference[neighbour.row])) donors.push_back(neighbour);
    if (donors.empty()) return column.fallback;
    const std::size_t taken = std::min(neighbours_, donors.size());
    std::ranges::partial_sort(donors, donors.begin() + static_cast<std::ptrdiff_t>(taken));
    double mean = 0;
    for (std::size_t i = 0; i < taken; ++i)
      mean += column.reference[donors[i].row] / static_cast<double>(taken);
    return mean;
  }

  std::vector<NearestColumn> columns_;
  std::size_t neighbours_;
};

/// At most `most` row numbers below `rows`, ascending, the same for the same arguments.
std::vector<std::size_t> sample(std::size_t rows, std::size_t most) {
  std::vector<std::size_t> numbers(rows);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  if (rows <= most) return numbers;
  Random(1).shuffle(std::span(numbers));
  numbers.resize(most);
  std::ranges::sort(numbers);
  return numbers;
}

Result<NearestColumn> load_column(const FittedColumn& item) {
  NearestColumn column{item.column, 0, 0, {}};
  column.scale = VEDETTE_TRY(read_finite(*item.fitted, "scale"));
  column.fallback = VEDETTE_TRY(read_finite(*item.fitted, "fallback"));
  column.reference = VEDETTE_TRY(read_numbers(*item.fitted, "reference"));
  if (column.scale < 0) return fail(ErrorCode::malformed, "a scale is negative");
  return column;
}

}  // namespace

std::unique_ptr<Step> fit_nearest(const FitRequest& request, const NearestOptions& options) {
  const std::vector<std::size_t> rows = sample(request.frame.rows(), options.reference_rows);
  std::vector<NearestColumn> columns;
  for (const std::size_t index : request.columns) {
    const Numbers& values = request.frame.numbers(index);
    const std::vector<double> sorted = sorted_values(values);
    NearestColumn column{{request.layout[index].name, index}, moments(values).deviation,
                         sorted.empty() ? 0 : median(sorted), {}};
    for (const std::size_t row : rows) column.reference.push_back(values[row]);
    columns.push_back(std::move(column));
  }
  return std::make_unique<Nearest>(std::move(columns), options.neighbours);
}

Result<std::unique_ptr<Step>> load_nearest(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::number};
  const std::int64_t neighbours = VEDETTE_TRY(json_integer(fitted, "neighbours"));
  if (neighbours < 1) return fail(ErrorCode::malformed, "there are no neighbours to take");
  std::vector<NearestColumn> columns;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds))) {
    columns.push_back(VEDETTE_TRY(load_column(item)));
    if (columns.back().reference.size() != columns.front().reference.size())
      return fail(ErrorCode::malformed, "the reference columns are not equally long");
  }
  return std::make_unique<Nearest>(std::move(columns), static_cast<std::size_t>(neighbours));
}

}  // namespace vedette
