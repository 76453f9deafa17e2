// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "cli/session.hpp"
#include "pipeline/promotion.hpp"
#include "pipeline/train_job.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

std::string flag_of(const OptionSpec& spec) {
  std::string flag = "--" + spec.name;
  std::ranges::replace(flag, '_', '-');
  return flag;
}

/// A flag's text as the JSON value its option wants; text that is no number stays text, and the
/// option table says what is wrong with it.
Json value_of(const OptionSpec& spec, const std::string& text) {
  if (spec.type == OptionType::text || spec.type == OptionType::choice) return text;
  Result<Json> json = parse_json(text);
  return json ? std::move(*json) : Json(text);
}

/// `random_forest.n_estimators=500` -> {"random_forest": {"n_estimators": 500}}.
Result<Json> learner_options(const std::vector<std::string>& given) {
  Json options = Json::object();
  for (const std::string& text : given) {
    const auto dot = text.find('.');
    const auto equals = text.find('=');
    if (dot == std::string::npos || equals == std::string::npos || equals < dot)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("'{}' is not of the form LEARNER.OPTION=VALUE", text),
                  "`vedette catalog learners` lists learners and their options");
    const std::string name = text.substr(0, dot);
    const std::string value = text.substr(equals + 1);
    VEDETTE_TRY(find_learner(name));
    Result<Json> json = parse_json(value);
    options[name][text.substr(dot + 1, equals - dot - 1)] = json ? *json : Json(value);
  }
  return options;
}

Result<TrainJob> job_from(const Session& session, const Arguments& arguments) {
  Json given = Json::object();
  for (const OptionSpec& spec : train_option_table())
    if (arguments.has(flag_of(spec)))
      given[spec.name] = value_of(spec, arguments.text(flag_of(spec)));
  TrainJob job{.dataset = arguments.text("--dataset"),
               .model = arguments.text("--model", arguments.text("--dataset")),
               .test_dataset = arguments.text("--test-dataset"),
               .command = session.command_line()};
  job.options = VEDETTE_TRY(make_train_options(std::move(given)));
  job.learner_options = VEDETTE_TRY(learner_options(arguments.list("--learner-option")));
  return job;
}

/// `row,part` with 0-based row numbers in the order of the data set.
Result<> write_split(const Split& split, const std::string& path) {
  std::vector<std::pair<std::uint32_t, std::string_view>> rows;
  const auto add = [&](const std::vector<std::uint32_t>& part, std::string_view name) {
    for (const std::uint32_t row : part) rows.emplace_back(row, name);
  };
  add(split.train, "train");
  add(split.tune, "tune");
  add(split.test, "test");
  add(split.left_out, "left_out");
  std::ranges::sort(rows);
  std::string text = "row,part\n";
  for (const auto& [row, part] : rows) text += fmt::format("{},{}\n", row, part);
  return write_file_atomically(path, text);
}

Result<int> run_train(Session& session, const Arguments& arguments) {
  const TrainJob job = VEDETTE_TRY(job_from(session, arguments));
  const PromotionPolicy policy =
      VEDETTE_TRY(promotion_policy_from(arguments.text("--promote", "never")));
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  Registry* registry = VEDETTE_TRY(session.registry());
  return session.recorded("train", job.model, [&](const Log& log) -> Result<Session::RunOutcome> {
    const TrainOutcome outcome = VEDETTE_TRY(train_model(
        *datasets, *registry, job, session.clock(), session.work(), session.abort()));
    Terminal& terminal = session.terminal();
    terminal.end_progress();
    if (arguments.has("--split-out"))
      VEDETTE_TRY(write_split(outcome.split, arguments.text("--split-out")));
    if (outcome.search_cut_short)
      terminal.warn("the search was cut short; the best so far was kept");
    for (const std::string& note : outcome.notes) terminal.note(printable(note));
    log.write(LogLevel::info, "train.published",
              {{"model", outcome.version.name}, {"version", outcome.version.version}});
    std::string message = fmt::format("{}@{}", outcome.version.name, outcome.version.version);
    if (policy != PromotionPolicy::never) {
      const std::string promoted = VEDETTE_TRY(promote_trained(*registry, outcome.report, policy));
      terminal.note(promoted);
      message += "; " + promoted;
    }
    if (session.answer() == Answer::json)
      terminal.out_json(outcome.report);
    else
      terminal.out(train_report_text(outcome, terminal));
    return Session::RunOutcome{0, std::move(message), outcome.report};
  });
}

std::vector<ArgumentSpec> train_arguments() {
  std::vector<ArgumentSpec> arguments = {
      {Kind::value, "--dataset", "NAME", "Data set to learn from", true},
      {Kind::value, "--model", "NAME", "Name of the model", false, "the data set's"},
      {Kind::value, "--test-dataset", "NAME", "Data set whose rows are the test rows"},
      {Kind::list, "--learner-option", "LEARNER.OPTION=VALUE",
       "Fix an option of a learner; may be repeated"},
      {Kind::value, "--promote", "POLICY", "Whether the new version becomes the champion", false,
       "never", {"never", "if_better", "always"}},
      {Kind::value, "--split-out", "FILE", "Write which row went to which part (CSV)"},
  };
  for (const OptionSpec& spec : train_option_table()) {
    const Json standard = std::visit([](const auto& v) { return Json(v); }, spec.standard);
    const std::string text = standard.is_string() ? standard.get<std::string>()
                                                  : dump_json(standard);
    arguments.push_back({Kind::value, flag_of(spec), "VALUE", spec.help, false, text,
                         spec.choices});
  }
  return arguments;
}

}  // namespace

std::vector<Command> train_commands() {
  return {{
      .path = "train",
      .summary = "Train and compare learners, and publish the best as a new model version",
      .description =
          "Splits the rows without leakage, searches on grouped folds of the train rows, compares "
          "the learners on the tune rows, freezes the threshold there, and judges the winner once "
          "on sealed test rows beside baselines. The first version of a model is its champion, "
          "later ones are challengers until promoted. Ctrl-C keeps the best so far.",
      .examples = {{"vedette train --dataset kdd --model kdd", "all learners that suit the data"},
                   {"vedette train --dataset kdd --max-fpr 0.001",
                    "highest recall within one false alarm in a thousand benign rows"},
                   {"vedette train --dataset kdd --learners gradient_boosting --candidates 40 "
                    "--budget 600",
                    "ten minutes of hyper-parameter search for one learner"}},
      .arguments = train_arguments(),
      .run = run_train,
      .trains = true,
  }};
}

}  // namespace vedette
