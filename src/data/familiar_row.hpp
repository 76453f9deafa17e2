// SPDX-License-Identifier: Apache-2.0
/// A shortcut for JSON rows that look like the one before them, as those of one source do.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "data/cell_texts.hpp"

namespace vedette {

/// A key as it stood at some place of a row, with the column that it names.
struct KnownKey {
  std::string text{};  ///< as written, without quotes and without escapes; empty: none
  std::size_t column = 0;
  /// All bytes from the end of the value before up to its own: `, "bytes": ` or so; empty: not kept.
  std::string lead{};
};

/// So many bytes past the end of a familiar row must be readable, whatever they hold.
inline constexpr std::size_t kFamiliarPadding = 32;

/// Reads an object that differs from one known to be sound in its values only, which are numbers
/// (RFC 8259), true, false, null, or strings of printable ASCII without escapes: writes the text of
/// each to its column, as views of `row`. False where anything else stands there, be it right or
/// wrong: then the row is for a real parser, and some texts may have been written.
[[nodiscard]] bool read_familiar_row(std::string_view row, std::span<const KnownKey> keys,
                                     std::span<std::string_view> texts);

/// The same as a row of `rows` of so many cells, one for each column, for keys in the order of their
/// columns; nullopt where it says false.
[[nodiscard]] std::optional<RowText> copy_familiar_row(std::string_view row,
                                                       std::span<const KnownKey> keys,
                                                       std::size_t columns, CopiedRows& rows);

/// Whether this is a number of JSON (RFC 8259, 6), and nothing else.
[[nodiscard]] bool is_json_number(std::string_view text);

}  // namespace vedette
