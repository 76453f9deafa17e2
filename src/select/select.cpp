// SPDX-License-Identifier: Apache-2.0
#include "select/select.hpp"

#include "select/protocol.hpp"

namespace vedette {

Result<Selection> select_model(const ValidatedTable& table, const SelectOptions& options,
                               const WorkContext& work, std::stop_token abort) {
  return select_on(table.table(), table.schema(), {}, options, work, std::move(abort));
}

Result<Selection> select_model_given(const ValidatedTable& table,
                                     std::span<const std::uint8_t> part_of_row,
                                     const SelectOptions& options, const WorkContext& work,
                                     std::stop_token abort) {
  return select_on(table.table(), table.schema(), part_of_row, options, work, std::move(abort));
}

}  // namespace vedette
