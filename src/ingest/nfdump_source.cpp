// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_reader.hpp"
#include "ingest/nfdump_flows.hpp"
#include "ingest/replay.hpp"
#include "ingest/source.hpp"
#include "records/nfdump.hpp"

namespace vedette {
namespace {

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  const std::string file = source.name();
  auto flows = VEDETTE_TRY(nfdump_flows(std::move(source), read));
  return read_flows({.flows = std::move(flows),
                     .file = file,
                     .what = "a file of nfdump",
                     .replay = replay_as("nfdump", options)},
                    schema, read);
}

}  // namespace

Source nfdump_source() {
  return {.name = "nfdump",
          .summary = "Files of nfdump 1.7 and its collectors (nfcapd.*), packed or not, as flows.",
          .traits = {.flows = true},
          .recognises = is_nfdump,
          .open = open};
}

}  // namespace vedette
