// SPDX-License-Identifier: Apache-2.0
/// Versions of the libraries that learners are built on, as they are at run time.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace vedette {

/// Name and version, such as {"xgboost", "1.7.4"}.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> learner_library_versions();

}  // namespace vedette
