// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "pipeline/pipeline.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

/// A name for data sets and models from a file name: `KDDTrain+.txt.gz` -> `kddtrain`.
std::string name_from(const std::string& file) {
  std::string name;
  for (const char c : std::filesystem::path(file).filename().string()) {
    if (c == '.') break;
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0)
      name += static_cast<char>(std::tolower(byte));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (!name.empty() && name.back() == '-') name.pop_back();
  return name.empty() ? "data" : name.substr(0, 64);
}

/// A pipeline without a file: everything at its default.
Result<PipelineConfig> ad_hoc(const Session& session, const Arguments& arguments) {
  const std::string data = arguments.text("--data");
  if (!arguments.has("--schema"))
    return fail(ErrorCode::invalid_argument, "--data needs --schema",
                fmt::format("`vedette schema list` shows those that ship; for another file: "
                            "vedette schema infer {} --output schema.yaml",
                            data));
  PipelineConfig config;
  config.name = arguments.text("--name", name_from(data));
  config.ingest.dataset = config.name;
  config.ingest.schema = VEDETTE_TRY(load_schema(arguments.text("--schema")));
  config.ingest.files = {data};
  config.train.dataset = config.train.model = config.name;
  config.train.options = VEDETTE_TRY(make_train_options(nullptr));
  config.train.command = session.command_line();
  return config;
}

Result<PipelineConfig> config_from(const Session& session, const Arguments& arguments) {
  if (arguments.has("FILE") == arguments.has("--data"))
    return fail(ErrorCode::invalid_argument, "give either a pipeline FILE or --data and --schema",
                "vedette run pipeline.yaml, or vedette run --data FILE --schema NAME");
  if (arguments.has("FILE")) return load_pipeline(arguments.text("FILE"));
  return ad_hoc(session, arguments);
}

void tell_stage(Terminal& terminal, const StageRecord& stage) {
  if (stage.state == StageState::running) {
    terminal.detail(fmt::format("{} ...", stage.name));
    return;
  }
  const double seconds = static_cast<double>(stage.ended_at - stage.started_at) * 1e-9;
  terminal.note(fmt::format("{:<9} {:<8} {:>7.1f}s  {}", stage.name, to_string(stage.state),
                            seconds, printable(stage.message)));
}

std::string closing_words(const PipelineConfig& config, const RunRecord& record) {
  return fmt::format(
      "\nrun {} done. What now:\n"
      "  vedette models show {}@champion\n"
      "  vedette predict --model {} FILE > verdicts.csv\n",
      record.id, config.train.model, config.train.model);
}

Result<int> run_run(Session& session, const Arguments& arguments) {
  const PipelineConfig config = VEDETTE_TRY(config_from(session, arguments));
  const Home home = VEDETTE_TRY(session.home());
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  Registry* registry = VEDETTE_TRY(session.registry());
  const Log log = VEDETTE_TRY(Log::open(home.runs() / "pipelines.jsonl", session.clock()));
  const PipelineWorld world{home, *datasets, *registry, session.clock(), log};
  Terminal& terminal = session.terminal();
  const RunRecord record = VEDETTE_TRY(
      run_pipeline(config, world, session.work(), session.abort(),
                   [&](const StageRecord& stage) { tell_stage(terminal, stage); }));
  if (session.answer() == Answer::json)
    terminal.out_json(to_json(record));
  else
    terminal.out(closing_words(config, record));
  return 0;
}

Result<int> run_list(Session& session, const Arguments&) {
  const Home home = VEDETTE_TRY(session.home());
  const std::vector<RunRecord> records = VEDETTE_TRY(list_runs(home.runs()));
  if (session.answer() == Answer::json) {
    Json rows = Json::array();
    for (const RunRecord& record : records) rows.push_back(to_json(record));
    session.terminal().out_json(rows);
    return 0;
  }
  std::vector<std::vector<std::string>> rows;
  for (const RunRecord& record : records)
    rows.push_back({record.id, record.kind, record.name, std::string(to_string(record.state)),
                    record.stages.empty() ? "" : printable(record.stages.back().message)});
  if (rows.empty())
    session.terminal().note("no runs yet");
  else
    session.terminal().out(format_table({"RUN", "KIND", "NAME", "STATE", "LAST WORD"}, rows));
  return 0;
}

Result<int> run_show(Session& session, const Arguments& arguments) {
  const Home home = VEDETTE_TRY(session.home());
  const RunRecord record = VEDETTE_TRY(load_run(home.runs(), arguments.text("RUN")));
  if (session.answer() == Answer::json) {
    session.terminal().out_json(to_json(record));
    return 0;
  }
  session.terminal().out(fmt::format("{}  {} {}  {}\n\n", record.id, record.kind, record.name,
                                     to_string(record.state)));
  std::vector<std::vector<std::string>> rows;
  for (const StageRecord& stage : record.stages)
    rows.push_back({stage.name, std::string(to_string(stage.state)),
                    fmt::format("{:.1f}", static_cast<double>(
                                              stage.ended_at - stage.started_at) * 1e-9),
                    printable(stage.message)});
  session.terminal().out(format_table({"STAGE", "STATE", "SECONDS", "MESSAGE"}, rows));
  return 0;
}

}  // namespace

std::vector<Command> run_commands() {
  return {
      {.path = "run",
       .summary = "Run the whole pipeline: ingest, validate, train, evaluate, promote",
       .description = "One recorded run of a pipeline file, or of one data file with everything at "
                      "its default. A stage whose inputs have not changed is skipped, so a run "
                      "that was interrupted goes on where it stopped.",
       .examples = {{"vedette run examples/nsl-kdd.yaml", "a pipeline file"},
                    {"vedette run --data flows.csv --schema flows.yaml", "one file, all defaults"}},
       .arguments = {{Kind::value, "--data", "FILE", "Data file to run on, without a pipeline file"},
                     {Kind::value, "--schema", "NAME|FILE", "Schema of the data file"},
                     {Kind::value, "--name", "NAME", "Name of data set and model", false,
                      "the file's"},
                     {Kind::positional, "FILE", "", "Pipeline file"}},
       .run = run_run,
       .trains = true},
      {.path = "runs list", .summary = "List recorded runs, newest first", .run = run_list},
      {.path = "runs show",
       .summary = "Show the stages of a run",
       .arguments = {{Kind::positional, "RUN", "", "Id of the run", true}},
       .run = run_show},
  };
}

}  // namespace vedette
