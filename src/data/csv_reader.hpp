// SPDX-License-Identifier: Apache-2.0
/// Delimited text as typed rows: RFC 4180 and what files in the wild make of it
/// (docs/formats/csv.md).
#pragma once

#include <memory>

#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "data/records.hpp"

namespace vedette {

/// Reads the header; rows follow on demand. Memory is bounded by the batch and
/// `max_row_bytes`. Errors: `schema_mismatch` where header and schema do not fit,
/// `malformed` for a damaged start, `unsupported` for UTF-16.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> open_csv(ByteSource source,
                                                             const Schema& schema,
                                                             const ReadOptions& options = {});

/// The delimiter among , ; tab | that splits the lines of `sample` most evenly; a comma where
/// none does.
[[nodiscard]] char detect_delimiter(std::string_view sample);

}  // namespace vedette
