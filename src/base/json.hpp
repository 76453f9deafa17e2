// SPDX-License-Identifier: Apache-2.0
/// The JSON value used in reports, bundles and run records: keys keep their order, so files are
/// stable. Include <nlohmann/json.hpp> in the .cpp that builds or reads one.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

using Json = nlohmann::ordered_json;

/// Parses untrusted text; nesting deeper than `max_depth` is refused.
/// Errors: `malformed` with the byte.
[[nodiscard]] Result<Json> parse_json(std::string_view text, int max_depth = 64);

/// Compact text form; bytes that are not UTF-8 become U+FFFD, so this never fails.
[[nodiscard]] std::string dump_json(const Json& value, int indent = -1);

/// Reads members of an untrusted JSON object with errors that name the key.
/// Errors: `malformed` when the key is absent or of another type.
[[nodiscard]] Result<std::string> json_text(const Json& object, std::string_view key);
[[nodiscard]] Result<double> json_number(const Json& object, std::string_view key);
[[nodiscard]] Result<std::int64_t> json_integer(const Json& object, std::string_view key);
[[nodiscard]] Result<bool> json_bool(const Json& object, std::string_view key);
/// Borrowed; valid as long as `object`.
[[nodiscard]] Result<const Json*> json_array(const Json& object, std::string_view key);
[[nodiscard]] Result<const Json*> json_object(const Json& object, std::string_view key);

}  // namespace vedette
