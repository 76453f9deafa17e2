// SPDX-License-Identifier: Apache-2.0
/// The few facts of a published bundle that lists show, read without loading its model.
#pragma once

#include <filesystem>

#include "registry/registry.hpp"

namespace vedette {

/// Time, learner, size and summary; name, version and aliases are the caller's to fill in. Never
/// fails: of a damaged bundle, the summary is {"damage": sentence}. Hashes are not compared.
[[nodiscard]] ModelVersion summarise(const std::filesystem::path& directory);

}  // namespace vedette
