// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/record_format.hpp"
#include "cli/session.hpp"
#include "pipeline/ingest_job.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

void tell(Terminal& terminal, const IngestReport& report) {
  const SourceInfo& source = report.source;
  if (report.already_there) {
    terminal.note(fmt::format("{}: already there, nothing changed", source.name));
    return;
  }
  terminal.note(fmt::format("{}: {} rows, {} added now, {} quarantined", source.name,
                            format_count(source.rows), format_count(report.rows_added),
                            format_count(source.quarantined)));
  for (const std::string& note : report.notes) terminal.note("  " + printable(note));
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < std::min(kShown, report.examples.size()); ++i) {
    const RejectedRow& row = report.examples[i];
    terminal.warn(printable(fmt::format("row {}{}{}, byte {}: {} ({})", row.row,
                                        row.column.empty() ? "" : ", column ", row.column,
                                        row.byte, row.message, row.rule)));
  }
}

Result<int> run_ingest(Session& session, const Arguments& arguments) {
  IngestJob job{.dataset = arguments.text("--dataset"), .files = arguments.list("FILE")};
  job.format = VEDETTE_TRY(record_format(arguments));
  if (arguments.has("--schema")) job.schema = VEDETTE_TRY(load_schema(arguments.text("--schema")));
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const Home home = VEDETTE_TRY(session.home());
  return session.recorded(
      "ingest", job.dataset, [&](const Log& log) -> Result<Session::RunOutcome> {
        const std::vector<IngestReport> reports =
            VEDETTE_TRY(ingest_files(*datasets, home, job, session.work()));
        const DatasetInfo info = VEDETTE_TRY(datasets->show(job.dataset));
        Json files = Json::array();
        for (const IngestReport& report : reports) {
          files.push_back(to_json(report));
          log.write(LogLevel::info, "ingest.file", files.back());
          if (session.answer() == Answer::text) tell(session.terminal(), report);
        }
        const std::string sentence = fmt::format("{} holds {} rows, {} quarantined", info.name,
                                                 format_count(info.rows),
                                                 format_count(info.quarantined));
        if (session.answer() == Answer::json)
          session.terminal().out_json(Json{{"dataset", info.name},
                                      {"schema", info.schema_name},
                                      {"schema_fingerprint", info.schema_fingerprint},
                                      {"rows", info.rows},
                                      {"quarantined", info.quarantined},
                                      {"files", std::move(files)}});
        else
          session.terminal().out(sentence + "\n");
        // Nothing but bad rows means the wrong file or the wrong schema.
        const bool nothing_fits = info.rows == 0 && info.quarantined > 0;
        return Session::RunOutcome{nothing_fits ? 3 : 0, sentence};
      });
}

}  // namespace

std::vector<Command> ingest_commands() {
  return {{
      .path = "ingest",
      .summary = "Read files into a data set",
      .description =
          "Reads CSV, JSON Lines, captures (pcap, pcapng) and records of Zeek, Suricata, Argus, "
          "NetFlow and nfdump, plain or packed (.gz, .zst), checks every row against the schema and keeps it "
          "in the store. Rows that do not fit are quarantined with the reason; the rest is kept. "
          "Ingesting the same file again changes nothing, and an ingest that was cut short is "
          "completed by running it again.",
      .examples = {{"vedette ingest --dataset kdd --schema nsl-kdd KDDTrain+.txt.gz",
                    "a file under a schema that ships with the program"},
                   {"vedette ingest --dataset lan --schema flows --option labels=lan.labels.csv lan.pcap",
                    "a capture as labelled flows"},
                   {"zcat flows.csv.gz | vedette ingest --dataset flows --schema flows.yaml -",
                    "standard input under a schema of your own"}},
      .arguments = {{Kind::value, "--dataset", "NAME", "Data set to add to; made when new", true},
                    {Kind::value, "--schema", "NAME|FILE",
                     "Schema by name or file; may be left out for a data set that exists"},
                    format_argument(),
                    option_argument(),
                    {Kind::positionals, "FILE", "", "Files to read, or - for standard input",
                     true}},
      .run = run_ingest,
  }};
}

}  // namespace vedette
