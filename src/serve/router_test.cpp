// SPDX-License-Identifier: Apache-2.0
#include "serve/router.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

Result<Response> nothing(const Call&) { return Response{}; }

std::vector<Route> routes() {
  std::vector<Route> routes;
  for (const auto& [method, path] : std::vector<std::pair<HttpMethod, const char*>>{
           {HttpMethod::get, "/"},
           {HttpMethod::get, "/models"},
           {HttpMethod::get, "/models/{model}"},
           {HttpMethod::delete_, "/models/{name}"},
           {HttpMethod::post, "/models/import"},
           {HttpMethod::get, "/models/{left}/compare/{right}"}})
    routes.push_back({.method = method, .path = path, .id = path, .handle = nothing});
  return routes;
}

struct Case {
  HttpMethod method;
  const char* path;
  const char* route;  ///< empty: none
  PathValues values;
};

TEST(Router, finds_the_route_of_a_path) {
  const std::vector<Route> table = routes();
  const Router router(table);
  for (const Case& c : std::vector<Case>{
           {HttpMethod::get, "/", "/", {}},
           {HttpMethod::get, "/models", "/models", {}},
           {HttpMethod::head, "/models", "/models", {}},
           {HttpMethod::get, "/models/", "", {}},
           {HttpMethod::get, "/models/lan@3", "/models/{model}", {{"model", "lan@3"}}},
           {HttpMethod::delete_, "/models/lan@3", "/models/{name}", {{"name", "lan@3"}}},
           {HttpMethod::get, "/models/import", "/models/{model}", {{"model", "import"}}},
           {HttpMethod::post, "/models/import", "/models/import", {}},
           {HttpMethod::post, "/models/lan", "", {}},
           {HttpMethod::get,
            "/models/a/compare/b",
            "/models/{left}/compare/{right}",
            {{"left", "a"}, {"right", "b"}}},
           {HttpMethod::get, "/models/a/compare", "", {}},
           {HttpMethod::get, "/nothing", "", {}}}) {
    const RouteMatch match = router.find(c.method, c.path);
    EXPECT_EQ(match.route == nullptr ? "" : match.route->path, c.route) << c.path;
    EXPECT_EQ(match.values, c.values) << c.path;
  }
}

TEST(Router, tells_the_methods_of_a_path) {
  const std::vector<Route> table = routes();
  const Router router(table);
  EXPECT_EQ(router.methods("/models/import"),
            (std::vector<HttpMethod>{HttpMethod::post, HttpMethod::get, HttpMethod::delete_}));
  EXPECT_TRUE(router.methods("/nothing").empty());
}

}  // namespace
}  // namespace vedette
