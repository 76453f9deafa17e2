// SPDX-License-Identifier: Apache-2.0
/// The description of the API (OpenAPI 3.1, JSON Schema 2020-12), made from the table of routes and
/// the schemas in `schemas.yaml`.
#pragma once

#include <span>
#include <string>

#include "base/json.hpp"
#include "serve/route.hpp"

namespace vedette {

/// The shapes that bodies have: an object of JSON Schemas by name.
[[nodiscard]] const Json& api_schemas();

[[nodiscard]] Json openapi_document(std::span<const Route> routes);

}  // namespace vedette
