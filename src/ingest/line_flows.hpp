// SPDX-License-Identifier: Apache-2.0
/// Flows from a log with one record a line.
#pragma once

#include <memory>

#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "ingest/flow_source.hpp"
#include "records/line_parser.hpp"

namespace vedette {

/// Reads up to the first record, so that known() is final. Memory is bounded by the batch and the
/// longest line. Empty lines are not records; the notes tell how many records of which kind were
/// passed over. Errors: `unsupported` for UTF-16, `malformed` where no header names the fields of
/// a flow, those of the source.
[[nodiscard]] Result<std::unique_ptr<FlowSource>> line_flows(ByteSource source,
                                                             std::unique_ptr<LineParser> parser,
                                                             const ReadOptions& options);

}  // namespace vedette
