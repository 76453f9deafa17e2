// SPDX-License-Identifier: Apache-2.0
/// What a model bundle remembers of its training rows, small enough to ship and exact enough to
/// measure drift: points of each number's distribution function and counts of each category.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

/// One exact point of a distribution function.
struct DistributionPoint {
  double value = 0;
  double below = 0;  ///< share of present values < value
  double up_to = 0;  ///< share of present values <= value
  bool operator==(const DistributionPoint&) const = default;
};

struct SketchCategory {
  std::string value;
  std::int64_t rows = 0;
  bool operator==(const SketchCategory&) const = default;
};

/// One feature. Exactly one of `points` and `categories` is used.
struct ColumnSketch {
  enum class Kind { number, category };

  std::string name;
  Kind kind = Kind::number;
  std::int64_t rows = 0;
  std::int64_t missing = 0;
  std::vector<DistributionPoint> points{};   ///< ascending; the last has up_to 1
  std::vector<SketchCategory> categories{};  ///< most frequent first
  std::int64_t other_rows = 0;               ///< rows of categories that are not listed

  /// The least value that `share` of the present values do not exceed, as far as the points
  /// tell; NaN without points.
  [[nodiscard]] double quantile(double share) const;
  /// Share of present values up to this one: exact at the points, between two of them on the
  /// straight line that joins them; NaN without points.
  [[nodiscard]] double share_up_to(double value) const;
  bool operator==(const ColumnSketch&) const = default;
};

struct ReferenceSketch {
  std::int64_t rows = 0;
  std::vector<ColumnSketch> columns;

  /// nullptr when there is none of that name.
  [[nodiscard]] const ColumnSketch* find(std::string_view name) const;
  bool operator==(const ReferenceSketch&) const = default;
};

/// Whether drift of a column is measured by category: text, booleans, and what has categories.
[[nodiscard]] bool is_categorical(const ColumnSpec& spec);

/// Points and categories per column that a shipped sketch keeps. Between two points the
/// distribution moves by at most 1 / kSketchSize, which bounds the error of the distance.
inline constexpr std::size_t kSketchSize = 256;

/// Sketches every feature column over the given rows of `table` (text and boolean columns, and
/// those with categories in the schema, by category). Features that the table lacks are left out.
[[nodiscard]] ReferenceSketch make_sketch(const Table& table, const Schema& schema,
                                          std::span<const std::uint32_t> rows,
                                          std::size_t max_size = kSketchSize);

[[nodiscard]] Json to_json(const ReferenceSketch& sketch);
/// Errors: `malformed`.
[[nodiscard]] Result<ReferenceSketch> sketch_from_json(const Json& json);

}  // namespace vedette
