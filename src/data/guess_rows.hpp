// SPDX-License-Identifier: Apache-2.0
/// Where the rows of a JSON text probably are, without parsing it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "data/json_rows.hpp"

namespace vedette {

/// Takes `[{...}, {...}]` and `{"rows": [{...}, {...}]}` for lists of objects that end wherever
/// `}`, a comma and `{` follow each other: true unless a string or a value inside a row has those
/// too. Takes `{"row": {...}}` for one row. If each row is by itself a whole JSON object, so is the
/// text, and the guess was right; `JsonRows::decode()` makes sure of that. nullopt where the text
/// does not look like this, or has more than `max_rows`: then it is for `JsonRows::split()`. The
/// caller sets the list's `body`.
[[nodiscard]] std::optional<JsonRowList> guess_rows(std::string_view body, std::size_t max_rows);

}  // namespace vedette
