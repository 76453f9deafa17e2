// SPDX-License-Identifier: Apache-2.0
/// One cell of a table as JSON, the one form in which rows are shown.
#pragma once

#include "base/json.hpp"
#include "data/table.hpp"

namespace vedette {

/// Number, text, boolean, or null where missing; infinite numbers and times are text.
[[nodiscard]] Json cell_json(const Column& column, std::size_t row);

}  // namespace vedette
