// SPDX-License-Identifier: Apache-2.0
/// The flows of a packet capture, as a source of records.
#pragma once

#include <memory>
#include <optional>

#include "capture/capture_reader.hpp"
#include "flow/packet_meter.hpp"
#include "flow_files/flow_labels.hpp"
#include "ingest/flow_source.hpp"

namespace vedette {

struct CaptureFlowOptions {
  DecodeOptions decode{};
  MeterOptions meter{};
  std::optional<FlowLabels> labels{};
};

/// Rows are numbered in the order in which flows are reported.
[[nodiscard]] std::unique_ptr<FlowSource> capture_flows(CaptureReader reader,
                                                        CaptureFlowOptions options);

}  // namespace vedette
