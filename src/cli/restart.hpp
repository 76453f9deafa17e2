// SPDX-License-Identifier: Apache-2.0
/// Two libraries read their settings from the environment as they are loaded, before main().
#pragma once

#include "base/error.hpp"

namespace vedette {

/// Starts the program again with the settings that training needs, unless they are there already:
/// - OMP_WAIT_POLICY=passive: idle threads of libgomp sleep. The default is to spin, which with
///   more threads than free cores makes XGBoost many times slower.
/// - MONGOC_DISABLE_SHM=1: libmongoc keeps its counters to itself. The default is a file in shared
///   memory that a killed process leaves behind, with a warning for whoever gets its number next.
/// Does not return where it succeeds. Errors: `io`.
[[nodiscard]] Result<> restart_with_library_settings(char** arguments);

}  // namespace vedette
