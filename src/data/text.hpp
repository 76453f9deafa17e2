// SPDX-License-Identifier: Apache-2.0
/// Small questions about text that readers, schemas and writers share. ASCII only: names of
/// columns and markers are; everything else passes through untouched.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace vedette {

[[nodiscard]] inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

inline constexpr std::string_view kJsonBlanks = " \t\n\r";  ///< RFC 8259, 2

/// Whether an object may stand there, as far as its first byte says.
[[nodiscard]] bool begins_json_object(std::string_view text);

/// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

/// A-Z become a-z.
[[nodiscard]] std::string lower_case(std::string_view text);

/// What headers are compared by: no byte-order mark, no surrounding blanks, no letter case.
[[nodiscard]] std::string header_key(std::string_view name);

/// Whether all bytes are ASCII, and none is zero.
[[nodiscard]] inline bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) > 0; });
}

/// Offset of the first byte that is not valid UTF-8 (RFC 3629), or nullopt.
[[nodiscard]] std::optional<std::size_t> first_invalid_utf8(std::string_view text);

}  // namespace vedette
