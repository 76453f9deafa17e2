// SPDX-License-Identifier: Apache-2.0
/// Typed columns with missing masks: what readers produce, stores keep and validation checks.
/// A table knows nothing of meaning; that is the schema's.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/unset_vector.hpp"

namespace vedette {

enum class ColumnType { int64, float64, text, boolean, timestamp };

[[nodiscard]] std::string_view to_string(ColumnType type);
/// Errors: `invalid_argument` with the list of types.
[[nodiscard]] Result<ColumnType> column_type_from(std::string_view name);

/// Strings of one column, stored end to end: 8 bytes of overhead each, no allocation per value.
class TextValues {
 public:
  void push_back(std::string_view text);
  /// Appends empty texts, or drops the last ones, up to so many in all.
  void resize(std::size_t count);
  void reserve(std::size_t count, std::size_t bytes);
  void clear();
  void append(const TextValues& other);
  [[nodiscard]] std::string_view operator[](std::size_t i) const;
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  bool operator==(const TextValues&) const = default;

 private:
  std::vector<std::uint64_t> ends_;
  std::string bytes_;
};

/// One column. `values` holds the alternative that `type` names:
/// int64 -> int64_t; float64 -> double; text -> TextValues; boolean -> uint8_t (0 or 1);
/// timestamp -> int64_t nanoseconds since 1970-01-01 UTC.
/// `missing[i]` is 1 where there is no value; the slot then holds 0, NaN or "".
struct Column {
  using Values = std::variant<UnsetVector<std::int64_t>, UnsetVector<double>, TextValues,
                              std::vector<std::uint8_t>>;

  std::string name;
  ColumnType type = ColumnType::float64;
  Values values;
  std::vector<std::uint8_t> missing;

  /// An empty column of that type.
  [[nodiscard]] static Column make(std::string name, ColumnType type);

  [[nodiscard]] std::size_t size() const { return missing.size(); }
  [[nodiscard]] std::span<const std::int64_t> int64s() const;  ///< int64 and timestamp
  [[nodiscard]] std::span<const double> float64s() const;
  [[nodiscard]] const TextValues& texts() const;
  [[nodiscard]] std::span<const std::uint8_t> booleans() const;

  /// Value as a number: NaN where missing or text; timestamps in nanoseconds (rounded to double).
  [[nodiscard]] double number(std::size_t row) const;
  /// Value as text in its shortest exact form (timestamps RFC 3339); empty where missing.
  [[nodiscard]] std::string text(std::size_t row) const;

  void push_missing(std::size_t rows = 1);
  void push_int64(std::int64_t value);  ///< int64 and timestamp
  void push_float64(double value);      ///< NaN becomes missing
  void push_text(std::string_view value);
  void push_boolean(bool value);
  /// Makes room for so many rows (of texts: for their ends).
  void reserve(std::size_t rows);
  /// Removes all rows and keeps the memory.
  void clear();
  /// Removes all rows from row `first` on that are not in `kept`, which is ascending; keeps the
  /// memory.
  void keep_only(std::size_t first, std::span<const std::uint32_t> kept);
  /// Appends all rows of a column of the same type.
  void append(const Column& other);
  /// Appends the given rows of a column of the same type, which is not this one.
  void append(const Column& other, std::span<const std::uint32_t> rows);

  bool operator==(const Column& other) const;  ///< bitwise for doubles; NaN equals NaN
};

/// Where a table came from.
struct Origin {
  std::string source;          ///< file name, dataset name, or what made it
  std::string content_sha256;  ///< of the raw input, when known
};

/// Columns of equal length.
struct Table {
  std::vector<Column> columns;
  Origin origin{};

  [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
  /// nullptr when there is none of that name.
  [[nodiscard]] const Column* find(std::string_view name) const;
  /// A table with the same columns and only the given rows, in that order.
  [[nodiscard]] Table select(std::span<const std::uint32_t> row_numbers) const;
  /// Appends all rows of a table with the same names and types in the same order (checked).
  void append(const Table& other);
};

/// Shortest text that reads back to exactly this number; `nan`, `inf`, `-inf` for those.
[[nodiscard]] std::string format_number(double value);

}  // namespace vedette
