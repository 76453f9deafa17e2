// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_reader.hpp"
#include "ingest/netflow_flows.hpp"
#include "ingest/replay.hpp"
#include "ingest/source.hpp"

namespace vedette {
namespace {

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  const std::string file = source.name();
  return read_flows({.flows = netflow_flows(std::move(source), read),
                     .file = file,
                     .what = "a NetFlow or IPFIX record",
                     .replay = replay_as("netflow", options)},
                    schema, read);
}

}  // namespace

Source netflow_source() {
  return {.name = "netflow",
          .summary = "Export packets of NetFlow v5, v9 or IPFIX, one after the other.",
          .traits = {.flows = true},
          .recognises = is_netflow,
          .open = open};
}

}  // namespace vedette
