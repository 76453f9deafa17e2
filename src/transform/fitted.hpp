// SPDX-License-Identifier: Apache-2.0
/// Reading and writing what steps have fitted: a list of columns by name, each with its numbers.
/// Private to this module.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "transform/frame.hpp"

namespace vedette {

/// A column that a step works on: its place in the frame, and its name for files and messages.
struct BoundColumn {
  std::string name;
  std::size_t index = 0;
};

/// The member `columns` of a fitted step: objects with different `name`s, each a column of
/// `layout` of one of the `kinds`. Errors: `malformed`.
struct FittedColumn {
  BoundColumn column;
  ColumnKind kind = ColumnKind::number;
  const Json* fitted = nullptr;  ///< the object, borrowed
};
[[nodiscard]] Result<std::vector<FittedColumn>> read_columns(const Json& step,
                                                             const Layout& layout,
                                                             std::span<const ColumnKind> kinds);

/// A finite number. Errors: `malformed`.
[[nodiscard]] Result<double> read_finite(const Json& object, std::string_view key);
/// A list of different texts. Errors: `malformed`.
[[nodiscard]] Result<std::vector<std::string>> read_texts(const Json& object,
                                                          std::string_view key);
/// A list of numbers, null standing for NaN. Errors: `malformed`.
[[nodiscard]] Result<std::vector<double>> read_numbers(const Json& object, std::string_view key);
/// The counterpart of `read_numbers`.
[[nodiscard]] Json numbers_json(std::span<const double> numbers);

}  // namespace vedette
