// SPDX-License-Identifier: Apache-2.0
/// Which route a request is for.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serve/route.hpp"

namespace vedette {

struct RouteMatch {
  const Route* route = nullptr;
  PathValues values{};
};

/// Immutable once made. Literal segments win over `{name}` ones.
class Router {
 public:
  /// `routes` must outlive this. Two routes for one method and path are a fault of the program.
  explicit Router(std::span<const Route> routes);

  /// `route` is null when no route has that path and method. HEAD is answered by GET's route.
  [[nodiscard]] RouteMatch find(HttpMethod method, std::string_view path) const;
  /// The methods that some route has for this path, for `Allow`; empty: there is no such path.
  [[nodiscard]] std::vector<HttpMethod> methods(std::string_view path) const;

 private:
  struct Target {
    const Route* route = nullptr;
    std::vector<std::pair<std::size_t, std::string_view>> variables{};  ///< segment, name
  };
  /// A segment of the tree of paths.
  struct Node {
    std::map<std::string, Node, std::less<>> literals{};
    std::vector<Node> any{};  ///< at most one: `{name}`
    std::map<HttpMethod, Target> routes{};
  };
  using Nodes = std::vector<const Node*>;
  static void walk(const Node& node, std::span<const std::string_view> rest, Nodes& found);
  [[nodiscard]] Nodes nodes(std::span<const std::string_view> segments) const;

  Node root_;
};

}  // namespace vedette
