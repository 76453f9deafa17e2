// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "pipeline/kept_reports.hpp"
#include "validate/validate.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr int kBadData = 3;

Result<ValidationReport> report_on(Session& session, const Arguments& arguments) {
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  const std::string name = arguments.text("--dataset");
  const DatasetInfo info = VEDETTE_TRY(datasets->show(name));
  Schema schema = VEDETTE_TRY(datasets->schema(name));
  Table table = VEDETTE_TRY(datasets->load(name));
  ValidateOptions options;
  options.work = session.work();
  const ValidatedTable validated =
      VEDETTE_TRY(validate(std::move(table), std::move(schema), options, info.quarantined));
  ValidationReport report = validated.report();
  const Home home = VEDETTE_TRY(session.home());
  VEDETTE_TRY(keep_validation(KeptReports(home.reports()), info, report, session.clock()()));
  if (arguments.has("--against")) {
    const Table reference = VEDETTE_TRY(datasets->load(arguments.text("--against")));
    report.drift = compare(reference, validated.table(), validated.schema());
  }
  return report;
}

Result<int> run_validate(Session& session, const Arguments& arguments) {
  return session.recorded(
      "validate", arguments.text("--dataset"), [&](const Log&) -> Result<Session::RunOutcome> {
        const ValidationReport report = VEDETTE_TRY(report_on(session, arguments));
        Terminal& terminal = session.terminal();
        terminal.end_progress();
        if (arguments.has("--html")) {
          VEDETTE_TRY(write_file_atomically(arguments.text("--html"), to_html(report)));
          terminal.note(fmt::format("report written to {}", arguments.text("--html")));
        }
        if (session.answer() == Answer::json)
          terminal.out_json(to_json(report));
        else
          terminal.out(
              to_text(report, {.colour = terminal.out_has_colour(), .width = terminal.width()}));
        return Session::RunOutcome{
            has_errors(report) ? kBadData : 0,
            fmt::format("{} errors, {} warnings", count_findings(report, Severity::error),
                        count_findings(report, Severity::warning))};
      });
}

}  // namespace

std::vector<Command> validate_commands() {
  return {{
      .path = "validate",
      .summary = "Check a data set against its schema and for what makes results lie",
      .description =
          "Ranges and categories, missing values, repeated rows, contradictory labels and the "
          "accuracy ceiling they imply, columns that identify rows or restate the label, rare "
          "classes, and drift against another data set. Ends with status 3 when a finding is an "
          "error. The report is kept beside the data set, and shown by `vedette serve`.",
      .examples = {{"vedette validate --dataset kdd", "findings and columns as text"},
                   {"vedette validate --dataset kdd --html kdd.html", "a page with plots"},
                   {"vedette validate --dataset tuesday --against monday", "with drift"}},
      .arguments = {{Kind::value, "--dataset", "NAME", "Data set to check", true},
                    {Kind::value, "--against", "NAME", "Data set to measure drift from"},
                    {Kind::value, "--html", "FILE", "Also write the report as a page"}},
      .run = run_validate,
  }};
}

}  // namespace vedette
