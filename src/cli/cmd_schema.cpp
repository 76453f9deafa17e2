// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "data/read_table.hpp"
#include "data/sniff.hpp"
#include "validate/infer.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr std::int64_t kSampledRows = 100'000;

Result<int> run_infer(Session& session, const Arguments& arguments) {
  const std::string file = arguments.text("FILE");
  const std::int64_t rows =
      VEDETTE_TRY(arguments.integer("--rows", kSampledRows, 10, 100'000'000));
  Schema sniffed = VEDETTE_TRY(sniff_schema(file, static_cast<std::size_t>(rows)));
  const ReadTable read = VEDETTE_TRY(read_rows(file, sniffed, static_cast<std::size_t>(rows)));
  InferredSchema inferred = VEDETTE_TRY(infer_schema(read.table, std::move(sniffed)));
  if (arguments.has("--name")) inferred.schema.name = arguments.text("--name");
  const std::string yaml = to_yaml(inferred.schema);
  Terminal& terminal = session.terminal();
  for (const std::string& reason : inferred.reasons) terminal.note(printable(reason));
  if (arguments.has("--output")) {
    VEDETTE_TRY(write_file_atomically(arguments.text("--output"), yaml));
    terminal.note(fmt::format("schema written to {}: read it before you trust it",
                              arguments.text("--output")));
  }
  if (session.answer() == Answer::json)
    terminal.out_json(Json{{"schema", yaml}, {"reasons", inferred.reasons}});
  else if (!arguments.has("--output"))
    terminal.out(yaml);
  return 0;
}

Result<int> run_check(Session& session, const Arguments& arguments) {
  const Schema schema = VEDETTE_TRY(load_schema(arguments.text("SCHEMA")));
  const bool has_label = schema.with_role(Role::label) != nullptr;
  Json report = {{"schema", schema.name},
                 {"fingerprint", schema.fingerprint()},
                 {"columns", schema.columns.size()},
                 {"features", schema.feature_names().size()},
                 {"label", has_label ? schema.with_role(Role::label)->name : ""}};
  std::int64_t rejected = 0;
  if (arguments.has("FILE")) {
    const ReadTable read = VEDETTE_TRY(
        read_rows(arguments.text("FILE"), schema, static_cast<std::size_t>(kSampledRows)));
    rejected = static_cast<std::int64_t>(read.rejected.size());
    report["rows_read"] = read.table.rows();
    report["rows_rejected"] = rejected;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, read.rejected.size()); ++i)
      session.terminal().warn(printable(fmt::format("row {}: {}", read.rejected[i].row,
                                                    read.rejected[i].message)));
  }
  if (session.answer() == Answer::json)
    session.terminal().out_json(report);
  else
    for (const auto& [name, value] : report.items())
      session.terminal().out(fmt::format(
          "{:<14}{}\n", name, value.is_string() ? value.get<std::string>() : dump_json(value)));
  return rejected == 0 ? 0 : 3;
}

Result<int> run_show(Session& session, const Arguments& arguments) {
  const Schema schema = VEDETTE_TRY(load_schema(arguments.text("SCHEMA")));
  if (session.answer() == Answer::json)
    session.terminal().out_json(Json{{"name", schema.name},
                                {"fingerprint", schema.fingerprint()},
                                {"schema", to_yaml(schema)}});
  else
    session.terminal().out(to_yaml(schema));
  return 0;
}

Result<int> run_list(Session& session, const Arguments&) {
  Json rows = Json::array();
  std::vector<std::vector<std::string>> table;
  for (const std::string& name : shipped_schemas()) {
    const Schema schema = VEDETTE_TRY(load_schema(name));
    rows.push_back({{"name", name}, {"title", schema.title}});
    table.push_back({name, std::to_string(schema.feature_names().size()), schema.title});
  }
  if (session.answer() == Answer::json)
    session.terminal().out_json(rows);
  else
    session.terminal().out(format_table({"NAME", "FEATURES", "TITLE"}, table));
  return 0;
}

const ArgumentSpec kSchema = {Kind::positional, "SCHEMA", "", "Schema by name or file", true};

}  // namespace

std::vector<Command> schema_commands() {
  return {
      {.path = "schema infer",
       .summary = "Write a first schema for an unknown file, and say why",
       .description = "Guesses types, the label and its benign class, identifiers, times and "
                      "columns that give the label away. A person should read the result.",
       .examples = {{"vedette schema infer flows.csv --output flows.yaml", ""}},
       .arguments = {{Kind::value, "--name", "NAME", "Name of the schema", false, "the file's"},
                     {Kind::value, "--output", "FILE", "Where to write", false,
                      "standard output"},
                     {Kind::value, "--rows", "N", "Rows to look at", false, "100000"},
                     {Kind::positional, "FILE", "", "The file to look at", true}},
       .run = run_infer},
      {.path = "schema check",
       .summary = "Check a schema, and a file against it",
       .arguments = {kSchema, {Kind::positional, "FILE", "", "A file to read under it"}},
       .run = run_check},
      {.path = "schema show", .summary = "Print a schema", .arguments = {kSchema},
       .run = run_show},
      {.path = "schema list", .summary = "List the schemas that ship with the program",
       .run = run_list},
  };
}

}  // namespace vedette
