// SPDX-License-Identifier: Apache-2.0
/// The class of every row, and what happens to classes that cannot be learnt.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/schema.hpp"
#include "data/table.hpp"
#include "transform/split.hpp"

namespace vedette {

struct Labelling {
  LabelMap map;
  std::vector<std::int32_t> classes;  ///< per table row; -1 for a class that was left out
};

/// Errors: `schema_mismatch` when the table has no label column, a row has no label, or there are
/// fewer than two classes.
[[nodiscard]] Result<Labelling> label_rows(const Table& table, const Schema& schema, Task task);

/// A labelling and split that agree: every class has train rows.
struct LearnableRows {
  Labelling labels;
  Split split;
  std::string note{};  ///< which classes were left out; empty when none was
};

/// A model can only name classes that it was shown. Rows of a class without train rows move to
/// `left_out` and the class leaves the map. Errors: `schema_mismatch` when fewer than two classes
/// remain or the benign class has no train row.
[[nodiscard]] Result<LearnableRows> leave_out_unseen_classes(Labelling labels, Split split);

}  // namespace vedette
