// SPDX-License-Identifier: Apache-2.0
#include "ingest/capture_flows.hpp"
#include "ingest/flow_reader.hpp"
#include "ingest/replay.hpp"
#include "ingest/source.hpp"

namespace vedette {
namespace {

constexpr double kDay = 86'400;

OptionSpec seconds_option(std::string name, TimeNs standard, std::string help) {
  return {.name = std::move(name),
          .type = OptionType::integer,
          .unit = "s",
          .standard = standard / kSecond,
          .help = std::move(help),
          .low = 1,
          .high = kDay};
}

std::vector<OptionSpec> option_table() {
  const MeterOptions standard;
  return {{.name = "labels",
           .type = OptionType::text,
           .standard = std::string(),
           .help = "File of a label schedule; empty: flows carry no label.",
           .names_file = true},
          seconds_option("idle_timeout", standard.idle_timeout_ns,
                         "A flow ends after this silence."),
          seconds_option("active_timeout", standard.active_timeout_ns,
                         "A flow is cut at this age."),
          {.name = "tunnels",
           .type = OptionType::choice,
           .standard = std::string("inner"),
           .help = "Whether what a tunnel carries counts, or the tunnel.",
           .choices = {"inner", "outer"}}};
}

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  CaptureFlowOptions flow_options;
  flow_options.meter.idle_timeout_ns = options.integer("idle_timeout") * kSecond;
  flow_options.meter.active_timeout_ns = options.integer("active_timeout") * kSecond;
  if (options.text("tunnels") == "outer") flow_options.decode.tunnels = TunnelPolicy::outer;
  if (const std::string& labels = options.text("labels"); !labels.empty()) {
    ByteSource schedule = VEDETTE_TRY(ByteSource::open(labels));
    flow_options.labels = VEDETTE_TRY(FlowLabels::read(std::move(schedule)));
  }
  const std::string file = source.name();
  CaptureReader reader = VEDETTE_TRY(CaptureReader::open(std::move(source)));
  return read_flows({.flows = capture_flows(std::move(reader), std::move(flow_options)),
                     .file = file,
                     .what = "a capture without labels",
                     .replay = replay_as("capture", options)},
                    schema, read);
}

}  // namespace

Source capture_source() {
  return {.name = "capture",
          .summary = "Packets (pcap, pcapng), metered to flows with all features.",
          .options = option_table(),
          .traits = {.flows = true},
          .recognises = is_capture,
          .open = open};
}

}  // namespace vedette
