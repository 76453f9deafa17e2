// SPDX-License-Identifier: Apache-2.0
/// The routes, file by file; `routes.cpp` strings them together into the table.
#pragma once

#include <span>
#include <vector>

#include "serve/route.hpp"

namespace vedette {

[[nodiscard]] std::vector<Route> account_routes();
[[nodiscard]] std::vector<Route> catalog_routes();
[[nodiscard]] std::vector<Route> dataset_routes();
[[nodiscard]] std::vector<Route> drift_routes();
[[nodiscard]] std::vector<Route> explain_routes();
[[nodiscard]] std::vector<Route> mlflow_routes();
[[nodiscard]] std::vector<Route> model_routes();
[[nodiscard]] std::vector<Route> oip_routes();
[[nodiscard]] std::vector<Route> operation_routes();
[[nodiscard]] std::vector<Route> predict_routes();
[[nodiscard]] std::vector<Route> run_routes();
[[nodiscard]] std::vector<Route> session_routes();
[[nodiscard]] std::vector<Route> system_routes();

/// All of them, in the order of the reference.
[[nodiscard]] std::span<const Route> route_table();

}  // namespace vedette
