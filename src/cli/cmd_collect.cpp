// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/session.hpp"
#include "data/writers.hpp"
#include "features/flow_table.hpp"
#include "ingest/flow_reader.hpp"
#include "ingest/netflow_collector.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr std::size_t kBatchRows = 1'024;

/// The id columns, and the features that flow records of exporters can fill.
Result<Schema> columns_of(Facets known) {
  Schema schema{.name = "collected"};
  for (const IdColumn id : all_id_columns()) {
    ColumnSpec column{.name = std::string(to_string(id)), .type = type_of(id)};
    column.role = Role::ignored;
    column.may_be_absent = true;
    schema.columns.push_back(std::move(column));
  }
  const FeatureSet all = VEDETTE_TRY(FeatureSet::named("vedette"));
  const FeatureSet known_features = all.limited_to(known);
  for (const FeatureSpec* spec : known_features.features())
    schema.columns.push_back(ColumnSpec{.name = std::string(spec->name)});
  return schema;
}

void tell(Terminal& terminal, const Batch& batch) {
  for (const RejectedRow& row : batch.rejected)
    terminal.warn(printable(fmt::format("datagram at byte {}: {}", row.byte, row.message)));
}

Result<int> run_collect(Session& session, const Arguments& arguments) {
  const std::int64_t seconds =
      VEDETTE_TRY(arguments.integer("--duration", 0, 0, std::int64_t{10} * 365 * 86'400));
  CollectorOptions options{.listen = arguments.text("--listen", "127.0.0.1:2055"),
                           .clock = session.clock()};
  options.until = seconds > 0 ? session.clock()() + seconds * kSecond : 0;
  options.stop = session.work().stop;
  std::unique_ptr<FlowSource> source = VEDETTE_TRY(collect_netflow(options));
  const Schema schema = VEDETTE_TRY(columns_of(source->known()));
  const auto reader = VEDETTE_TRY(read_flows(
      {.flows = std::move(source), .file = options.listen, .what = "a flow exporter"}, schema, {}));
  Output output = VEDETTE_TRY(Output::open(session.terminal(), arguments.text("--output", "-")));
  const bool jsonl = session.answer() == Answer::json || arguments.text("--to") == "jsonl";
  session.terminal().note(fmt::format("collecting on {}; Ctrl-C ends it", options.listen));
  bool headed = jsonl;
  std::int64_t rows = 0;
  while (true) {
    const std::optional<Batch> batch = VEDETTE_TRY(reader->next(kBatchRows));
    if (!batch) break;
    tell(session.terminal(), *batch);
    if (batch->table.rows() == 0) continue;
    if (!std::exchange(headed, true)) VEDETTE_TRY(output.write(csv_header(batch->table)));
    VEDETTE_TRY(output.write(jsonl ? jsonl_rows(batch->table) : csv_rows(batch->table)));
    rows += static_cast<std::int64_t>(batch->table.rows());
  }
  VEDETTE_TRY(output.finish());
  session.terminal().note(fmt::format("{} flows", format_count(rows)));
  for (const std::string& note : reader->notes()) session.terminal().note("  " + printable(note));
  return 0;
}

}  // namespace

std::vector<Command> collect_commands() {
  return {{
      .path = "collect",
      .summary = "Collect NetFlow and IPFIX from exporters, as rows of features",
      .description =
          "Listens for NetFlow v5, v9 and IPFIX by UDP and writes a row per flow record, with the "
          "features that such records can fill (docs/formats/records.md). Anybody who can reach "
          "the address can send: listen where only exporters do.",
      .examples = {{"vedette collect --listen 192.0.2.1:2055 > flows.csv", "until Ctrl-C"},
                   {"vedette collect --duration 60 --json", "a minute on loopback"}},
      .arguments = {{Kind::value, "--listen", "ADDRESS:PORT", "Where exporters send to", false,
                     "127.0.0.1:2055"},
                    {Kind::value, "--to", "FORMAT", "Form of the output", false, "csv",
                     {"csv", "jsonl"}},
                    {Kind::value, "--output", "FILE", "Where to write", false, "standard output"},
                    {Kind::value, "--duration", "SECONDS", "Stop after this time", false, "never"}},
      .run = run_collect,
  }};
}

}  // namespace vedette
