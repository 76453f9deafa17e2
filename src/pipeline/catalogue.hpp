// SPDX-License-Identifier: Apache-2.0
/// Everything that can be chosen from, with its options: what `vedette catalog` prints and forms
/// are made from.
#pragma once

#include "base/json.hpp"

namespace vedette {

/// `{"sources", "stores", "steps", "learners", "validation_codes"}`, each a list.
[[nodiscard]] Json catalog_json();

}  // namespace vedette
