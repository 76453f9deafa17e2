// SPDX-License-Identifier: Apache-2.0
/// The time method of splitting. Private to this module.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "transform/split.hpp"

namespace vedette {

/// 0 train, 1 tune, 2 test; rows left out of all parts have this number.
constexpr std::uint8_t kLeftOut = 3;

/// The part of each row by its time. Errors: as of `split_rows`.
[[nodiscard]] Result<std::vector<std::uint8_t>> parts_by_time(const Table& table,
                                                              const Schema& schema,
                                                              const SplitOptions& options);

/// The column, or why it cannot serve: absent, or missing in more than 0.1 % of rows.
[[nodiscard]] Result<const Column*> complete_column(const Table& table, const std::string& name);

}  // namespace vedette
