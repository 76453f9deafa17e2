// SPDX-License-Identifier: Apache-2.0
/// Model versions as JSON, as the command line and the HTTP API answer them.
#pragma once

#include "registry/registry.hpp"

namespace vedette {

/// The few facts that lists show.
[[nodiscard]] Json to_json(const ModelVersion& version);

/// Everything a bundle tells of itself, beside those facts.
[[nodiscard]] Json details_json(const ModelVersion& version, const Bundle& bundle);

}  // namespace vedette
