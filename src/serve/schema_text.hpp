// SPDX-License-Identifier: Apache-2.0
/// The schemas of the API's bodies, as written in `schemas/`, one file per group of routes.
#pragma once

#include <span>

#include "data/shipped.hpp"

namespace vedette {

[[nodiscard]] std::span<const EmbeddedFile> embedded_api_schemas();

}  // namespace vedette
