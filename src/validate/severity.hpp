// SPDX-License-Identifier: Apache-2.0
/// How much a finding matters.
#pragma once

#include <string_view>

namespace vedette {

enum class Severity {
  info,     ///< worth knowing
  warning,  ///< results may mislead unless somebody has thought about it
  error,    ///< results would be wrong; the command line ends with status 3
};

[[nodiscard]] std::string_view to_string(Severity severity);

}  // namespace vedette
