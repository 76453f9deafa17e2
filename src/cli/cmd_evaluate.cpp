// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/record_format.hpp"
#include "cli/report.hpp"
#include "cli/session.hpp"
#include "pipeline/evaluate_job.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

/// What the bundle says of its own sealed test rows.
Result<int> show_test_evaluation(Session& session, const Bundle& bundle) {
  Terminal& terminal = session.terminal();
  if (session.answer() == Answer::json) {
    terminal.out_json(evaluation_report(bundle, bundle.split, bundle.evaluation));
    return 0;
  }
  terminal.note("figures on the sealed test rows of the training run; give a FILE to judge others");
  terminal.out(evaluation_text(bundle.evaluation, terminal));
  return 0;
}

Json labels_json(const std::vector<LabelOutcome>& labels) {
  Json list = Json::array();
  for (const LabelOutcome& label : labels)
    list.push_back({{"label", label.label},
                    {"rows", label.rows},
                    {"flagged", label.flagged},
                    {"trained_on", label.trained_on}});
  return list;
}

/// What was found of each kind and what was missed; nothing to add where labels are classes.
std::string labels_text(const std::vector<LabelOutcome>& labels, std::size_t classes) {
  if (labels.size() <= classes) return {};
  std::vector<std::vector<std::string>> rows;
  for (const LabelOutcome& label : labels) {
    const Share share{.hits = label.flagged, .of = label.rows};
    rows.push_back({printable(label.label), format_count(label.rows), format_count(label.flagged),
                    fmt::format("{:.3f}", share.value()),
                    label.trained_on ? "" : "never trained on"});
  }
  return "\n" + format_table({"LABEL", "ROWS", "FLAGGED", "SHARE", ""}, rows);
}

Result<int> run_evaluate(Session& session, const Arguments& arguments) {
  const ModelRef ref = VEDETTE_TRY(ModelRef::parse(arguments.text("--model")));
  Registry* registry = VEDETTE_TRY(session.registry());
  const std::shared_ptr<const Bundle> bundle = VEDETTE_TRY(registry->load(ref));
  if (!arguments.has("FILE")) return show_test_evaluation(session, *bundle);
  EvaluateJob job{.files = arguments.list("FILE")};
  job.format = VEDETTE_TRY(record_format(arguments));
  return session.recorded(
      "evaluate", to_string(ref), [&](const Log&) -> Result<Session::RunOutcome> {
        const EvaluateOutcome outcome =
            VEDETTE_TRY(evaluate_files(*bundle, job, session.work()));
        Terminal& terminal = session.terminal();
        terminal.end_progress();
        if (outcome.rejected > 0)
          terminal.warn(fmt::format("{} rows could not be read and were not judged; the first: {}",
                                    format_count(outcome.rejected),
                                    printable(outcome.examples.front().message)));
        Json report = evaluation_report(*bundle, {{"method", "given"}, {"files", job.files}},
                                        outcome.evaluation);
        report["rejected_rows"] = outcome.rejected;
        report["labels"] = labels_json(outcome.labels);
        if (session.answer() == Answer::json)
          terminal.out_json(report);
        else
          terminal.out(evaluation_text(outcome.evaluation, terminal) +
                       labels_text(outcome.labels,
                                   outcome.evaluation.report.per_class.size()));
        return Session::RunOutcome{0, fmt::format("{} rows judged", outcome.evaluation.rows)};
      });
}

}  // namespace

std::vector<Command> evaluate_commands() {
  return {{
      .path = "evaluate",
      .summary = "Judge a model on labelled rows, at its frozen threshold",
      .description = "Without a FILE, shows the figures on the sealed test rows of the training "
                     "run. Rows that the model was trained on flatter it: judge on others.",
      .examples = {{"vedette evaluate --model kdd@champion KDDTest+.txt", "another file"},
                   {"vedette evaluate --model kdd@2 --json", "its own test rows"}},
      .arguments = {{Kind::value, "--model", "NAME[@VERSION|@ALIAS]", "Model to judge", true},
                    format_argument(),
                    option_argument(),
                    {Kind::positionals, "FILE", "", "Labelled files, or - for standard input"}},
      .run = run_evaluate,
  }};
}

}  // namespace vedette
