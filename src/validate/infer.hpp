// SPDX-License-Identifier: Apache-2.0
/// Guesses what the columns of an unknown file mean, and says why: a first draft of a schema
/// that a person reads and corrects.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"

namespace vedette {

struct InferredSchema {
  Schema schema;                     ///< ColumnSpec::why gives the reason of each guessed role
  std::vector<std::string> reasons;  ///< one sentence per decision, in the order taken
};

/// Roles, benign class and canonical names for the columns of `table`, whose names and types
/// `sniffed` holds in the same order. Names become [A-Za-z0-9_]+ with the header as an alias, so
/// read the file again with the result. A table without labels is fine: no column gets the role.
/// Errors: `invalid_argument` when table and schema do not have the same columns.
[[nodiscard]] Result<InferredSchema> infer_schema(const Table& table, Schema sniffed);

}  // namespace vedette
