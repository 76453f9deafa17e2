// SPDX-License-Identifier: Apache-2.0
/// What a store holds, as JSON: the one form that the command line and the API show.
#pragma once

#include "base/json.hpp"
#include "store/datasets.hpp"
#include "store/store.hpp"

namespace vedette {

[[nodiscard]] Json to_json(const StoreInfo& info);
[[nodiscard]] Json to_json(const SourceInfo& source);
[[nodiscard]] Json to_json(const DatasetInfo& info);  ///< with its sources
[[nodiscard]] Json to_json(const RejectedRow& row);
[[nodiscard]] Json to_json(const QuarantinedRow& row);
[[nodiscard]] Json to_json(const Datasets::ReplayReport& report);

/// A row as an object: numbers, texts, booleans, null where missing. Times and numbers that JSON
/// has no form for (infinities) are texts. `row` is 0-based.
[[nodiscard]] Json row_json(const Table& table, std::size_t row);

}  // namespace vedette
