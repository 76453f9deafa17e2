// SPDX-License-Identifier: Apache-2.0
/// Packets to flow rows in a file, with an account of every packet.
#pragma once

#include <string>

#include "base/json.hpp"
#include "base/progress.hpp"
#include "capture/packet_source.hpp"
#include "cli/output.hpp"
#include "flow/packet_meter.hpp"
#include "flow_files/flow_labels.hpp"
#include "flow_files/flow_writer.hpp"

namespace vedette {

struct FlowJob {
  DecodeOptions decode{};
  MeterOptions meter{};
  const FlowFormat* format = nullptr;
  FeatureSet features{};
  const FlowLabels* labels = nullptr;  ///< none: rows carry no label
  bool live = false;                   ///< the wall clock moves the meter on when nothing comes
  TimeNs live_for_ns = 0;              ///< then stop; 0: only when told to
};

/// Reads `source` to its end, or until stopped, and writes a row per flow. What was read before an
/// error or a stop is written. Errors: `io` of the output, those of the source.
[[nodiscard]] Result<MeterCounters> write_flows(const FlowJob& job, PacketSource& source,
                                                Output& output, const WorkContext& work,
                                                const Clock& clock);

/// Tool, features, time-outs and where every packet went.
[[nodiscard]] Json account_of(const FlowJob& job, const MeterCounters& counters);
/// The same in two lines for people.
[[nodiscard]] std::string account_text(const MeterCounters& counters);

}  // namespace vedette
