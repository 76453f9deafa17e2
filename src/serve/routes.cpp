// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.hpp"

#include <algorithm>
#include <iterator>

namespace vedette {
namespace {

std::vector<Route> make_table() {
  // In the order of the reference: what most people need first.
  std::vector<Route> all;
  for (auto* part : {predict_routes, explain_routes, model_routes, dataset_routes, drift_routes,
                     run_routes, catalog_routes, system_routes, session_routes, account_routes,
                     operation_routes, oip_routes, mlflow_routes}) {
    std::vector<Route> routes = part();
    std::ranges::move(routes, std::back_inserter(all));
  }
  return all;
}

}  // namespace

std::span<const Route> route_table() {
  static const std::vector<Route> kTable = make_table();
  return kTable;
}

}  // namespace vedette
