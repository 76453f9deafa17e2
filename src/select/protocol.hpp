// SPDX-License-Identifier: Apache-2.0
/// The order of the steps from rows to a chosen model (docs/evaluation.md). Inside this module
/// only: the public way in is `select_model`, which takes nothing but a validated table.
#pragma once

#include <span>
#include <stop_token>

#include "select/select.hpp"

namespace vedette {

/// `part_of_row` empty: split as `options.split` says. Otherwise as for `select_model_given`.
[[nodiscard]] Result<Selection> select_on(const Table& table, const Schema& schema,
                                          std::span<const std::uint8_t> part_of_row,
                                          const SelectOptions& options, const WorkContext& work,
                                          std::stop_token abort);

}  // namespace vedette
