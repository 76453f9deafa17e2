// SPDX-License-Identifier: Apache-2.0
/// YAML as a JSON value: configuration files are read once into the type that option tables check.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace vedette {

/// Plain scalars become null, booleans or numbers as in YAML 1.2's core schema; quoted ones stay
/// text. Errors: `malformed` with the line, also for a key that stands twice; `too_large` over
/// 10,000 values or 32 levels, however aliases multiply them.
[[nodiscard]] Result<Json> parse_yaml(std::string_view text, std::string_view file_name);

}  // namespace vedette
