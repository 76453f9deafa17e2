// SPDX-License-Identifier: Apache-2.0
/// Columns that identify rows instead of describing them, by their data.
#pragma once

#include <string>

#include "data/table.hpp"
#include "validate/coded_column.hpp"

namespace vedette {

/// Why the values of a whole-number or text column identify rows, such as `counts up row by
/// row`; empty when they do not. Tables under 100 rows prove nothing.
[[nodiscard]] std::string identity_by_data(const Column& column, const CodedColumn& coded);

/// Whether a column has enough different values to name hosts, ports or rows at all: a flag
/// called `having_ip` does not.
[[nodiscard]] bool can_identify(const CodedColumn& coded);

}  // namespace vedette
