// SPDX-License-Identifier: Apache-2.0
/// The commands, file by file; `commands.cpp` strings them together into the table.
#pragma once

#include <vector>

#include "cli/arguments.hpp"

namespace vedette {

[[nodiscard]] std::vector<Command> account_commands();
[[nodiscard]] std::vector<Command> audit_commands();
[[nodiscard]] std::vector<Command> collect_commands();
[[nodiscard]] std::vector<Command> dataset_commands();
[[nodiscard]] std::vector<Command> evaluate_commands();
[[nodiscard]] std::vector<Command> feature_commands();
[[nodiscard]] std::vector<Command> flow_commands();
[[nodiscard]] std::vector<Command> ingest_commands();
[[nodiscard]] std::vector<Command> model_commands();
[[nodiscard]] std::vector<Command> predict_commands();
[[nodiscard]] std::vector<Command> run_commands();
[[nodiscard]] std::vector<Command> schema_commands();
[[nodiscard]] std::vector<Command> serve_commands();
[[nodiscard]] std::vector<Command> simulate_commands();
[[nodiscard]] std::vector<Command> store_commands();
[[nodiscard]] std::vector<Command> system_commands();
[[nodiscard]] std::vector<Command> train_commands();
[[nodiscard]] std::vector<Command> validate_commands();

}  // namespace vedette
