// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_reader.hpp"
#include "ingest/line_flows.hpp"
#include "ingest/replay.hpp"
#include "ingest/source.hpp"
#include "records/argus.hpp"

namespace vedette {
namespace {

std::vector<OptionSpec> option_table() {
  return {{.name = "utc_offset",
           .type = OptionType::integer,
           .unit = "minutes",
           .standard = std::int64_t{0},
           .help = "How far east of UTC the clock was that the records were printed by.",
           .low = -14 * 60,
           .high = 14 * 60}};
}

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  const std::string file = source.name();
  auto flows = VEDETTE_TRY(line_flows(
      std::move(source), argus_parser({.utc_offset_minutes = options.integer("utc_offset")}),
      read));
  return read_flows({.flows = std::move(flows),
                     .file = file,
                     .what = "an Argus record",
                     .replay = replay_as("argus", options)},
                    schema, read);
}

}  // namespace

Source argus_source() {
  return {.name = "argus",
          .summary = "Argus flow records as text with a header (binetflow, as in CTU-13).",
          .options = option_table(),
          .traits = {.has_header = true, .flows = true},
          .recognises = is_argus,
          .open = open};
}

}  // namespace vedette
