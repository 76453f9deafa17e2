// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"

#include <algorithm>
#include <iterator>

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

const std::vector<CommandGroup> kGroups = {
    {"datasets", "List, show, drop data sets; browse and replay their quarantine; compare two"},
    {"models", "List, show, verify, compare and promote model versions"},
    {"runs", "List and show recorded runs"},
    {"schema", "Write, check and show schemas"},
    {"store", "Test and inspect the store"},
    {"users", "List, add, disable and remove users; roles and passwords"},
    {"tokens", "List, create and revoke tokens of programs"},
    {"audit", "Show and check the log of who changed what"},
    {"config", "Show and check the configuration"},
};

const std::vector<ArgumentSpec> kGlobals = {
    {Kind::value, "--home", "DIR", "Directory that holds all state", false, {}, {}},
    {Kind::value, "--store", "URI", "Store of the data sets (sqlite:PATH, mongodb://..., memory:)",
     false, "in the home", {}},
    {Kind::value, "--config", "FILE", "Configuration file", false, {}, {}},
    {Kind::value, "--threads", "N", "Threads to use", false, "all allowed", {}},
    {Kind::switch_, "--json", "", "Answer with JSON on stdout", false, {}, {}},
    {Kind::switch_, "--quiet", "", "No messages but warnings and errors", false, {}, {}},
    {Kind::switch_, "--verbose", "", "More messages", false, {}, {}},
    {Kind::switch_, "--no-color", "", "No colours (also NO_COLOR)", false, {}, {}},
};

std::vector<Command> make_table() {
  // In the order in which a new user needs them.
  std::vector<Command> all;
  for (auto* part : {run_commands, ingest_commands, validate_commands, train_commands,
                     evaluate_commands, predict_commands, flow_commands, collect_commands, feature_commands,
                     simulate_commands, dataset_commands, model_commands,
                     schema_commands, store_commands,
                     serve_commands, account_commands, audit_commands, system_commands}) {
    std::vector<Command> commands = part();
    std::ranges::move(commands, std::back_inserter(all));
  }
  return all;
}

}  // namespace

std::span<const Command> command_table() {
  static const std::vector<Command> table = make_table();
  return table;
}

std::span<const CommandGroup> command_groups() { return kGroups; }

std::span<const ArgumentSpec> global_arguments() { return kGlobals; }

}  // namespace vedette
