// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_reader.hpp"
#include "ingest/line_flows.hpp"
#include "ingest/replay.hpp"
#include "ingest/source.hpp"
#include "records/eve.hpp"

namespace vedette {
namespace {

std::vector<OptionSpec> option_table() {
  return {{.name = "events",
           .type = OptionType::choice,
           .standard = std::string("flow"),
           .help = "Which events are rows; a flow may appear in all three, so one kind is read.",
           .choices = {"flow", "netflow", "alert"}},
          {.name = "label",
           .type = OptionType::choice,
           .standard = std::string("none"),
           .help = "What of an alert becomes the label.",
           .choices = {"none", "category", "signature"}}};
}

EveOptions parser_options(const Options& options) {
  EveOptions chosen;
  if (options.text("events") == "netflow") chosen.events = EveEvents::netflow;
  if (options.text("events") == "alert") chosen.events = EveEvents::alert;
  if (options.text("label") == "category") chosen.label = EveLabel::category;
  if (options.text("label") == "signature") chosen.label = EveLabel::signature;
  return chosen;
}

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  const std::string file = source.name();
  auto flows =
      VEDETTE_TRY(line_flows(std::move(source), eve_parser(parser_options(options)), read));
  return read_flows({.flows = std::move(flows),
                     .file = file,
                     .what = "EVE " + options.text("events") + " events",
                     .replay = replay_as("eve", options)},
                    schema, read);
}

}  // namespace

Source eve_source() {
  return {.name = "eve",
          .summary = "Suricata's EVE JSON: flow, netflow or alert events as flows.",
          .options = option_table(),
          .traits = {.nests = true, .flows = true},
          .recognises = is_eve,
          .open = open};
}

}  // namespace vedette
