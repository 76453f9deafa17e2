// SPDX-License-Identifier: Apache-2.0
/// Makes the numbers and the plot data of one column.
#pragma once

#include "validate/coded_column.hpp"
#include "validate/report.hpp"
#include "validate/row_classes.hpp"

namespace vedette {

/// Time O(rows + distinct).
[[nodiscard]] ColumnProfile profile_column(const Column& column, const ColumnSpec& spec,
                                           const CodedColumn& coded, const RowClasses& classes);

}  // namespace vedette
