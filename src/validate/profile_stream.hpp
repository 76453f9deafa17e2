// SPDX-License-Identifier: Apache-2.0
/// What a data set holds, column by column, counted in one pass over batches of rows in bounded
/// memory: the short form that is shown while one looks around. `validate()` tells more.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/json.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

/// A histogram of numbers whose range is not known beforehand. The first values are kept; with
/// more, fine bins are laid over them, which double their width whenever a value falls outside.
/// Where values reach over orders of magnitude, the bins are of equal width in log(1 + |x|).
class NumberHistogram {
 public:
  struct Bins {
    std::vector<double> edges;         ///< ascending, one more than counts; empty without values
    std::vector<std::int64_t> counts;  ///< at most 24
  };

  /// Counts a number; NaN and infinite values are left out.
  void add(double value);
  [[nodiscard]] Bins bins() const;

 private:
  void lay_bins();
  void count(double position);
  [[nodiscard]] double to_axis(double value) const;
  [[nodiscard]] double from_axis(double position) const;

  std::vector<double> early_;
  bool logarithmic_ = false;
  double low_ = 0;    ///< where the first fine bin begins, on the axis
  double width_ = 0;  ///< of fine bins; 0: not laid yet
  std::vector<std::int64_t> fine_;
};

/// Rows by value. Only the first `kMost` different values are counted.
class ValueCounts {
 public:
  static constexpr std::size_t kMost = 10'000;

  void add(std::string_view value);
  /// Whether there were more different values than that.
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  /// The most frequent, most rows first, then by value.
  [[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> top(std::size_t most) const;
  [[nodiscard]] std::size_t distinct() const { return counts_.size(); }

 private:
  std::map<std::string, std::int64_t, std::less<>> counts_;
  bool overflowed_ = false;
};

/// Not thread-safe.
class ProfileStream {
 public:
  explicit ProfileStream(const Schema& schema);

  /// Columns are found by name; those that the batch lacks count as missing in all its rows.
  void add(const Table& batch);

  /// {rows, label {column, classes [{name, rows}]} or null, columns [{name, type, role, unit,
  /// missing, distinct (null above 10,000), histogram {edges, counts} or null, top [{value,
  /// rows}] or null}]}. Numbers and times have a histogram (times in nanoseconds since
  /// 1970-01-01 UTC), texts and booleans their at most 12 most frequent values. Classes are those
  /// that the rules of the schema make of the label, most rows first; a row without label has
  /// the class "".
  [[nodiscard]] Json to_json() const;

 private:
  struct ColumnState {
    std::int64_t missing = 0;
    NumberHistogram numbers{};
    ValueCounts values{};
    std::unordered_set<std::uint64_t> distinct{};  ///< bits of numbers, up to ValueCounts::kMost
  };

  void add_column(ColumnState& state, const Column& column);
  [[nodiscard]] Json column_json(const ColumnSpec& spec, const ColumnState& state) const;
  [[nodiscard]] Json label_json() const;

  Schema schema_;
  std::int64_t rows_ = 0;
  std::vector<ColumnState> columns_;  ///< in the order of the schema
  ValueCounts classes_;
};

}  // namespace vedette
