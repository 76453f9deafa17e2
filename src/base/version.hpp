// SPDX-License-Identifier: Apache-2.0
/// Version of the program, as CMake's project() has it.
#pragma once

#include <string_view>

namespace vedette {

[[nodiscard]] std::string_view program_version();  ///< "0.1.0"
[[nodiscard]] std::string_view program_date();     ///< of the release, "January 31, 2026"
[[nodiscard]] std::string_view compiler_version();

}  // namespace vedette
