// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "score/score.hpp"

namespace vedette {
namespace {

/// Known by name so that it is not reported as unknown; any text passes, and none is looked at.
ColumnSpec unread(const ColumnSpec& column) {
  return {.name = column.name,
          .aliases = column.aliases,
          .type = ColumnType::text,
          .role = Role::ignored,
          .description = column.description,
          .may_be_absent = true};
}

}  // namespace

Schema scoring_schema(const Bundle& bundle) {
  const std::vector<std::string>& used = bundle.transform.input_names();
  Schema schema = bundle.schema;
  schema.label = {};
  for (ColumnSpec& column : schema.columns) {
    if (std::ranges::find(used, column.name) == used.end())
      column = unread(column);
    else
      column.may_be_absent = false;
  }
  return schema;
}

}  // namespace vedette
