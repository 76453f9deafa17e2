// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_reader.hpp"
#include "ingest/line_flows.hpp"
#include "ingest/replay.hpp"
#include "ingest/source.hpp"
#include "records/zeek.hpp"

namespace vedette {
namespace {

constexpr std::size_t kStartBytes = 4096;

std::vector<OptionSpec> option_table() {
  return {{.name = "label",
           .type = OptionType::choice,
           .standard = std::string("label"),
           .help = "Which of the label columns that tools add to a conn.log counts.",
           .choices = {"label", "detailed"}}};
}

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  const ZeekLabel label =
      options.text("label") == "detailed" ? ZeekLabel::detailed : ZeekLabel::plain;
  const std::string start = VEDETTE_TRY(source.peek(kStartBytes));
  const bool json = start.starts_with('{');
  const std::string file = source.name();
  auto flows = VEDETTE_TRY(line_flows(
      std::move(source), json ? zeek_json_parser(label) : zeek_text_parser(label), read));
  return read_flows({.flows = std::move(flows),
                     .file = file,
                     .what = "a Zeek conn.log",
                     .replay = replay_as("zeek", options)},
                    schema, read);
}

}  // namespace

Source zeek_source() {
  return {.name = "zeek",
          .summary = "Zeek's conn.log, text or JSON, labelled or not, as flows.",
          .options = option_table(),
          .traits = {.has_header = true, .flows = true},
          .recognises = [](std::string_view start) {
            return is_zeek_text(start) || is_zeek_json(start);
          },
          .open = open};
}

}  // namespace vedette
