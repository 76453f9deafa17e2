// SPDX-License-Identifier: Apache-2.0
/// JSON Lines (one object per line) as typed rows, through simdjson.
#pragma once

#include <memory>

#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "data/records.hpp"

namespace vedette {

/// Keys are matched like CSV headers. A nested object's keys are its path joined by dots
/// (`flow.bytes`), matched also with `_` for the dots; nesting deeper than 16 rejects the row, as
/// does a list or object where a column wants a value, or a key given twice. A key that a row
/// lacks, or null, is a missing value. Empty lines are not rows.
/// Memory is bounded by the batch and `max_row_bytes`. Errors: `unsupported` for UTF-16.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_jsonl(ByteSource source,
                                                               const Schema& schema,
                                                               const ReadOptions& options = {});

}  // namespace vedette
