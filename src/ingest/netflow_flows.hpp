// SPDX-License-Identifier: Apache-2.0
/// Flows from a file of export packets, one after the other.
#pragma once

#include <memory>

#include "data/byte_source.hpp"
#include "data/read_options.hpp"
#include "ingest/flow_source.hpp"
#include "records/netflow.hpp"

namespace vedette {

/// A packet that is damaged costs itself (its bytes come back as hexadecimal digits); where no
/// packet starts, the rest of the file is lost.
[[nodiscard]] std::unique_ptr<FlowSource> netflow_flows(ByteSource source,
                                                        const ReadOptions& options);

/// What a decoder counted that a user should know of; empty where all went well.
[[nodiscard]] std::vector<std::string> notes_of(const NetflowCounters& counters);

}  // namespace vedette
