// SPDX-License-Identifier: Apache-2.0
/// Flows from one of nfdump's files.
#pragma once

#include <memory>

#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "ingest/flow_source.hpp"

namespace vedette {

/// Holds one block in memory. A record that is damaged costs itself, and one whose length makes no
/// sense, the rest of its block; both come back as hexadecimal digits. Where a block is cut off,
/// the rest of the file is lost. Errors: those of parse_nfdump_header().
[[nodiscard]] Result<std::unique_ptr<FlowSource>> nfdump_flows(ByteSource source,
                                                               const ReadOptions& options);

}  // namespace vedette
