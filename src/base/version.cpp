// SPDX-License-Identifier: Apache-2.0
#include "base/version.hpp"

namespace vedette {

std::string_view program_version() { return VEDETTE_VERSION; }
std::string_view program_date() { return VEDETTE_DATE; }
std::string_view compiler_version() { return __VERSION__; }

}  // namespace vedette
