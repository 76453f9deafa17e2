// SPDX-License-Identifier: Apache-2.0
/// Small pieces of text work, most of them for header fields (RFC 9110, 5.6).
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

namespace vedette {

/// Case-insensitive for ASCII letters, as names of fields and tokens compare.
[[nodiscard]] bool same_token(std::string_view left, std::string_view right);

/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Cuts the part before the first `separator` (or all) off `rest` and returns it.
std::string_view next_part(std::string_view& rest, char separator);

/// Whether a comma-separated list has that token.
[[nodiscard]] bool has_token(std::string_view list, std::string_view token);

/// Bytes of texts that follow each other.
[[nodiscard]] std::size_t total_size(const auto& texts) {
  std::size_t size = 0;
  for (const std::string_view text : texts) size += text.size();
  return size;
}

/// A byte that must not be in a field value or target: controls but the tab.
[[nodiscard]] constexpr bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && byte != '\t') || byte == 0x7f;
}

}  // namespace vedette
