// SPDX-License-Identifier: Apache-2.0
#include "serve/router.hpp"

#include <algorithm>

namespace vedette {
namespace {

/// The segments between slashes; `/` has none. A slash at the end makes an empty last segment,
/// which is no route's.
std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.size() <= 1) return segments;
  path.remove_prefix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_variable(std::string_view segment) { return segment.starts_with('{'); }

PathValues values_of(const Route& route, std::string_view path) {
  PathValues values;
  const auto pattern = split_path(route.path);
  const auto given = split_path(path);
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (is_variable(pattern[i]))
      values.emplace_back(pattern[i].substr(1, pattern[i].size() - 2), given[i]);
  return values;
}

}  // namespace

const std::string& Call::segment(std::string_view name) const {
  const auto found = std::ranges::find(path, name, &PathValues::value_type::first);
  check(found != path.end(), "a handler asks only for segments of its route");
  return found->second;
}

Router::Router(std::span<const Route> routes) {
  for (const Route& route : routes) {
    Node* node = &root_;
    for (const std::string_view segment : split_path(route.path)) {
      if (!is_variable(segment)) {
        node = &node->literals[std::string(segment)];
        continue;
      }
      if (node->any.empty()) node->any.emplace_back();
      node = &node->any.front();
    }
    check(node->routes.emplace(route.method, &route).second,
          "every method and path has one route");
  }
}

void Router::walk(const Node& node, std::span<const std::string_view> rest,
                  std::vector<const Node*>& found) {
  if (rest.empty()) {
    if (!node.routes.empty()) found.push_back(&node);
    return;
  }
  const auto literal = node.literals.find(rest.front());
  if (literal != node.literals.end()) walk(literal->second, rest.subspan(1), found);
  if (!node.any.empty() && !rest.front().empty()) walk(node.any.front(), rest.subspan(1), found);
}

std::vector<const Router::Node*> Router::nodes(std::string_view path) const {
  std::vector<const Node*> found;
  walk(root_, split_path(path), found);
  return found;
}

RouteMatch Router::find(HttpMethod method, std::string_view path) const {
  for (const Node* node : nodes(path)) {
    auto route = node->routes.find(method);
    if (route == node->routes.end() && method == HttpMethod::head)
      route = node->routes.find(HttpMethod::get);
    if (route != node->routes.end()) return {route->second, values_of(*route->second, path)};
  }
  return {};
}

std::vector<HttpMethod> Router::methods(std::string_view path) const {
  std::vector<HttpMethod> methods;
  for (const Node* node : nodes(path))
    for (const auto& [method, route] : node->routes)
      if (std::ranges::find(methods, method) == methods.end()) methods.push_back(method);
  return methods;
}

}  // namespace vedette
