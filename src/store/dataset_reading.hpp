// SPDX-License-Identifier: Apache-2.0
/// What can be seen of a data set: complete sources and the segments of their parts. Internal to
/// `store`.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/dataset_records.hpp"

namespace vedette {

/// In the order of their ids.
[[nodiscard]] Result<std::vector<SourceRecord>> complete_sources(Store& store,
                                                                 std::string_view dataset);

/// Errors: `malformed` when it is missing or damaged.
[[nodiscard]] Result<Table> read_segment(Store& store, const SourceRecord& source,
                                         std::string_view tag, std::int64_t number);

/// Rows in each document of a part (segments or quarantine pages), from a list without bodies.
/// Errors: `malformed` when one is missing.
[[nodiscard]] Result<std::vector<std::int64_t>> document_sizes(Store& store,
                                                               std::string_view collection,
                                                               const SourceRecord& source,
                                                               const SourcePart& part);

}  // namespace vedette
