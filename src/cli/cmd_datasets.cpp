// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "pipeline/kept_reports.hpp"
#include "store/store_json.hpp"
#include "validate/drift.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

Result<int> run_list(Session& session, const Arguments&) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const std::vector<DatasetInfo> all = VEDETTE_TRY(datasets->list());
  if (session.answer() == Answer::json) {
    Json rows = Json::array();
    for (const DatasetInfo& info : all) rows.push_back(to_json(info));
    session.terminal().out_json(rows);
    return 0;
  }
  if (all.empty())
    session.terminal().note("no data sets yet; `vedette ingest --help` shows how to make one");
  std::vector<std::vector<std::string>> rows;
  for (const DatasetInfo& info : all)
    rows.push_back({info.name, info.schema_name, format_count(info.rows),
                    format_count(info.quarantined), std::to_string(info.sources.size()),
                    format_time(info.created_at).substr(0, 19)});
  if (!rows.empty())
    session.terminal().out(
        format_table({"NAME", "SCHEMA", "ROWS", "QUARANTINED", "FILES", "CREATED (UTC)"}, rows));
  return 0;
}

Result<int> run_show(Session& session, const Arguments& arguments) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const DatasetInfo info = VEDETTE_TRY(datasets->show(arguments.text("NAME")));
  if (session.answer() == Answer::json) {
    session.terminal().out_json(to_json(info));
    return 0;
  }
  session.terminal().out(fmt::format("{}  schema {}  {} rows  {} quarantined\n\n", info.name,
                                     info.schema_name, format_count(info.rows),
                                     format_count(info.quarantined)));
  std::vector<std::vector<std::string>> rows;
  for (const SourceInfo& source : info.sources)
    rows.push_back({printable(source.name), format_count(source.rows),
                    format_count(source.quarantined), source.complete ? "complete" : "cut short",
                    source.content_sha256.substr(0, 12),
                    format_time(source.ingested_at).substr(0, 19)});
  session.terminal().out(
      format_table({"FILE", "ROWS", "QUARANTINED", "STATE", "SHA-256", "INGESTED (UTC)"}, rows));
  return 0;
}

Result<int> run_drop(Session& session, const Arguments& arguments) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const DatasetInfo info = VEDETTE_TRY(datasets->show(arguments.text("NAME")));
  if (arguments.has("--dry-run")) {
    session.terminal().note(fmt::format("would drop {} with {} rows and {} quarantined", info.name,
                                        format_count(info.rows), format_count(info.quarantined)));
    return 0;
  }
  if (!arguments.has("--yes"))
    return fail(ErrorCode::invalid_argument,
                fmt::format("this would drop {} with {} rows for ever", info.name,
                            format_count(info.rows)),
                "say --yes to do it");
  VEDETTE_TRY(datasets->drop(info.name));
  const Home home = VEDETTE_TRY(session.home());
  KeptReports(home.reports()).forget(info.name);
  session.terminal().note(fmt::format("dropped {}", info.name));
  return 0;
}

Result<int> run_quarantine(Session& session, const Arguments& arguments) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const std::int64_t limit = VEDETTE_TRY(arguments.integer("--limit", 50, 1, 1'000'000));
  const std::int64_t offset = VEDETTE_TRY(arguments.integer("--offset", 0, 0, 1'000'000'000));
  const std::vector<QuarantinedRow> found =
      VEDETTE_TRY(datasets->quarantine(arguments.text("NAME"), offset, limit));
  if (session.answer() == Answer::json) {
    Json list = Json::array();
    for (const QuarantinedRow& row : found) list.push_back(to_json(row));
    session.terminal().out_json(list);
    return 0;
  }
  if (found.empty()) session.terminal().note("nothing is quarantined here");
  for (const auto& [source, row] : found)
    session.terminal().out(printable(fmt::format(
        "{} row {} byte {}{}{}: {} ({})\n    {}\n", row.file, row.row, row.byte,
        row.column.empty() ? "" : " column ", row.column, row.message, row.rule, row.raw)));
  return 0;
}

Result<int> run_replay(Session& session, const Arguments& arguments) {
  const Schema schema = VEDETTE_TRY(load_schema(arguments.text("--schema")));
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const Datasets::ReplayReport report =
      VEDETTE_TRY(datasets->replay(arguments.text("NAME"), schema));
  if (session.answer() == Answer::json)
    session.terminal().out_json(to_json(report));
  else
    session.terminal().out(fmt::format("{} rows accepted, {} still quarantined\n",
                                       format_count(report.accepted),
                                       format_count(report.still_rejected)));
  return 0;
}

Result<int> run_drift(Session& session, const Arguments& arguments) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const Schema schema = VEDETTE_TRY(datasets->schema(arguments.text("REFERENCE")));
  const Table reference = VEDETTE_TRY(datasets->load(arguments.text("REFERENCE")));
  const Table current = VEDETTE_TRY(datasets->load(arguments.text("CURRENT")));
  const DriftReport report = compare(reference, current, schema);
  if (session.answer() == Answer::json) {
    session.terminal().out_json(to_json(report));
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const ColumnDrift& column : report.columns)
    rows.push_back({column.name, fmt::format("{:.4f}", column.psi), column.test,
                    fmt::format("{:.4f}", column.statistic), fmt::format("{:.3g}", column.p_value),
                    std::string(to_string(column.severity))});
  session.terminal().out(
      format_table({"COLUMN", "PSI", "TEST", "STATISTIC", "P", "SEVERITY"}, rows));
  return 0;
}

const ArgumentSpec kName = {Kind::positional, "NAME", "", "Data set", true};

}  // namespace

std::vector<Command> dataset_commands() {
  return {
      {.path = "datasets list", .summary = "List the data sets", .run = run_list},
      {.path = "datasets show",
       .summary = "Show a data set and the files it came from",
       .arguments = {kName},
       .run = run_show},
      {.path = "datasets quarantine",
       .summary = "List quarantined rows with their reasons",
       .examples = {{"vedette datasets quarantine kdd --limit 10", "the first ten"}},
       .arguments = {kName,
                     {Kind::value, "--limit", "N", "Rows to show", false, "50"},
                     {Kind::value, "--offset", "N", "Rows to pass over", false, "0"}},
       .run = run_quarantine},
      {.path = "datasets replay",
       .summary = "Read quarantined rows again under another schema",
       .description = "Rows that now fit join the data set, exactly once; the others stay. The "
                      "schema becomes the data set's.",
       .examples = {{"vedette datasets replay kdd --schema mended.yaml", ""}},
       .arguments = {kName, {Kind::value, "--schema", "NAME|FILE", "The mended schema", true}},
       .run = run_replay},
      {.path = "datasets drift",
       .summary = "Compare the columns of two data sets",
       .description = "Population stability index for every column, with the two-sample "
                      "Kolmogorov-Smirnov test for numbers and the chi-square test for "
                      "categories.",
       .examples = {{"vedette datasets drift monday tuesday", ""}},
       .arguments = {{Kind::positional, "REFERENCE", "", "Data set to compare with", true},
                     {Kind::positional, "CURRENT", "", "Data set to judge", true}},
       .run = run_drift},
      {.path = "datasets drop",
       .summary = "Remove a data set with all its rows",
       .arguments = {kName,
                     {Kind::switch_, "--yes", "", "Do it"},
                     {Kind::switch_, "--dry-run", "", "Only say what would be dropped"}},
       .run = run_drop},
  };
}

}  // namespace vedette
