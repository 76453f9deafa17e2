// SPDX-License-Identifier: Apache-2.0
/// How rejected records of a format are read again.
#pragma once

#include <string_view>

#include "base/options.hpp"
#include "data/records.hpp"

namespace vedette {

[[nodiscard]] ReplayAs replay_as(std::string_view format, const Options& options);

}  // namespace vedette
