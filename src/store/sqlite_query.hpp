// SPDX-License-Identifier: Apache-2.0
/// Conditions as SQL over the tables of sqlite.cpp.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace vedette {

/// A WHERE expression and the values of its parameters, in order.
struct SqliteFilter {
  std::string sql;
  std::vector<FieldValue> values;
};

/// What holds for documents of `collection` that meet all conditions.
[[nodiscard]] SqliteFilter sqlite_filter(std::string_view collection,
                                         std::span<const Condition> all_of);

}  // namespace vedette
