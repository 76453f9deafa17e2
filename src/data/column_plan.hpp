// SPDX-License-Identifier: Apache-2.0
/// Which field of a file is which column of its schema.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "data/read_options.hpp"
#include "data/schema.hpp"

namespace vedette {

struct ColumnPlan {
  std::vector<std::optional<std::size_t>> field_of;  ///< per schema column; nullopt: absent
  std::vector<std::string> unknown{};                ///< header names the schema does not know
  std::size_t fields = 0;                            ///< in every row
};

/// Finds columns by any of their names.
class NameIndex {
 public:
  explicit NameIndex(const Schema& schema);
  /// Index of the schema column; nullopt for a name that is not known.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view header_name) const;

 private:
  std::unordered_map<std::string, std::size_t> columns_;  ///< by header_key()
};

/// The plan for a file with a header. A name that is repeated counts once; its further columns
/// are ignored, as are unknown ones. Errors: `schema_mismatch` naming each absent column and the
/// header name most like it, or two header names of one column.
[[nodiscard]] Result<ColumnPlan> plan_by_names(const Schema& schema, const ReadOptions& options,
                                               std::span<const std::string_view> header,
                                               const std::string& file);

/// The plan for a file without a header: columns in schema order; those at the end may be absent
/// if that is allowed. Errors: `schema_mismatch` with both counts.
[[nodiscard]] Result<ColumnPlan> plan_by_position(const Schema& schema, const ReadOptions& options,
                                                  std::size_t fields, const std::string& file);

/// Whether the first row names columns rather than holding values.
[[nodiscard]] bool looks_like_header(const Schema& schema, std::span<const std::string_view> row);

}  // namespace vedette
