// SPDX-License-Identifier: Apache-2.0
/// The columns on their way through the steps: doubles and texts of some rows, without names.
/// Which column is what is settled once, when a transform is fitted or loaded (`Layout`), so that
/// no step looks anything up by name while it works. Private to this module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vedette {

enum class ColumnKind {
  number,  ///< Numbers
  code,    ///< Numbers that are category codes 0, 1, ...; final, no step takes them
  text,    ///< Texts
};

struct LayoutColumn {
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::size_t input = 0;  ///< the input column that it was made from
};
using Layout = std::vector<LayoutColumn>;

using Numbers = std::vector<double>;  ///< NaN is missing; never infinite
/// nullopt is missing. The views point into the table or into the fitted step that made them; both
/// outlive the frame.
using Texts = std::vector<std::optional<std::string_view>>;

/// Rows in the columns of some layout.
struct Frame {
  std::vector<std::variant<Numbers, Texts>> columns;
  std::span<const std::uint32_t> row_numbers;  ///< of the table, for messages

  [[nodiscard]] std::size_t rows() const { return row_numbers.size(); }
  [[nodiscard]] Numbers& numbers(std::size_t column) {
    return std::get<Numbers>(columns[column]);
  }
  [[nodiscard]] const Numbers& numbers(std::size_t column) const {
    return std::get<Numbers>(columns[column]);
  }
  [[nodiscard]] Texts& texts(std::size_t column) { return std::get<Texts>(columns[column]); }
  [[nodiscard]] const Texts& texts(std::size_t column) const {
    return std::get<Texts>(columns[column]);
  }
};

}  // namespace vedette
