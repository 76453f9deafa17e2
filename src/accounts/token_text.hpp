// SPDX-License-Identifier: Apache-2.0
/// The text of a token: `vdt_`, 256 random bits in base62, and a CRC-32 of all that in base62. The
/// prefix lets scanners find leaked ones; the checksum tells a mistyped or invented token without
/// looking it up.
#pragma once

#include <string>
#include <string_view>

namespace vedette {

inline constexpr std::string_view kTokenPrefix = "vdt_";

[[nodiscard]] std::string make_token_text();
/// Whether prefix, length, letters and checksum are right.
[[nodiscard]] bool is_token_text(std::string_view text);

}  // namespace vedette
