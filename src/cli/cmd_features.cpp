// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "features/describe.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

Result<int> run_features(Session& session, const Arguments& arguments) {
  const FeatureSet set = VEDETTE_TRY(FeatureSet::named(arguments.text("--features", "all")));
  Terminal& terminal = session.terminal();
  if (session.answer() == Answer::json) {
    terminal.out_json(describe(set));
  } else if (arguments.has("--markdown")) {
    terminal.out(features_page());
  } else if (arguments.has("--schema")) {
    terminal.out(flow_schema_yaml());
  } else {
    std::vector<std::vector<std::string>> rows;
    for (const FeatureSpec* spec : set.features())
      rows.push_back({std::string(spec->name), std::string(spec->unit), std::string(spec->side),
                      std::string(spec->empty), std::string(spec->meaning)});
    terminal.out(format_table({"FEATURE", "UNIT", "SIDE", "EMPTY", "MEANING"}, rows));
    terminal.note(fmt::format("{} features, fingerprint {}", rows.size(), set.fingerprint()));
  }
  return 0;
}

}  // namespace

std::vector<Command> feature_commands() {
  return {{
      .path = "features",
      .summary = "List the features of flows with their definitions",
      .description =
          "The table from which rows, schema and documentation are made. The fingerprint changes "
          "whenever the meaning of a column does.",
      .examples = {{"vedette features --features cic", "those named as CICFlowMeter names them"},
                   {"vedette features --json", "with what each one needs to be known"},
                   {"vedette features --schema > flows.yaml", "a schema for our features"}},
      .arguments = {{Kind::value, "--features", "SET", "Which features", false, "all",
                     {"cic", "vedette", "all"}},
                    {Kind::switch_, "--markdown", "", "The reference page"},
                    {Kind::switch_, "--schema", "", "A schema of our features, as YAML"}},
      .run = run_features,
  }};
}

}  // namespace vedette
