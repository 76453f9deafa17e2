// SPDX-License-Identifier: Apache-2.0
#include "serve/router.hpp"

#include <algorithm>
#include <utility>

namespace vedette {
namespace {

using Segments = std::vector<std::string_view>;

/// The segments between slashes; `/` has none. A slash at the end makes an empty last segment,
/// which is no route's.
Segments split_path(std::string_view path) {
  constexpr std::size_t kUsual = 8;  // of any route: every request passes here
  Segments segments;
  segments.reserve(kUsual);
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

}  // namespace

const std::string& Call::segment(std::string_view name) const {
  const auto found = std::ranges::find(path, name, &PathValues::value_type::first);
  check(found != path.end(), "a handler asks only for segments of its route");
  return found->second;
}

Router::Router(std::span<const Route> routes) {
  for (const Route& route : routes) {
    Node* node = &root_;
    Target target{.route = &route};
    const Segments segments = split_path(route.path);
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const std::string_view segment = segments[i];
      if (!is_variable(segment)) {
        node = &node->literals[std::string(segment)];
        continue;
      }
      target.variables.emplace_back(i, segment.substr(1, segment.size() - 2));
      if (node->any.empty()) node->any.emplace_back();
      node = &node->any.front();
    }
    check(node->routes.emplace(route.method, std::move(target)).second,
          "every method and path has one route");
  }
}

void Router::walk(const Node& node, std::span<const std::string_view> rest, Nodes& found) {
  if (rest.empty()) {
    if (!node.routes.empty()) found.push_back(&node);
    return;
  }
  const auto literal = node.literals.find(rest.front());
  if (literal != node.literals.end()) walk(literal->second, rest.subspan(1), found);
  if (!node.any.empty() && !rest.front().empty()) walk(node.any.front(), rest.subspan(1), found);
}

Router::Nodes Router::nodes(std::span<const std::string_view> segments) const {
  Nodes found;
  walk(root_, segments, found);
  return found;
}

RouteMatch Router::find(HttpMethod method, std::string_view path) const {
  const Segments segments = split_path(path);
  for (const Node* node : nodes(segments)) {
    auto found = node->routes.find(method);
    if (found == node->routes.end() && method == HttpMethod::head)
      found = node->routes.find(HttpMethod::get);
    if (found == node->routes.end()) continue;
    RouteMatch match{.route = found->second.route};
    for (const auto& [place, name] : found->second.variables)
      match.values.emplace_back(name, segments[place]);
    return match;
  }
  return {};
}

std::vector<HttpMethod> Router::methods(std::string_view path) const {
  std::vector<HttpMethod> methods;
  for (const Node* node : nodes(split_path(path)))
    for (const auto& [method, target] : node->routes)
      if (std::ranges::find(methods, method) == methods.end()) methods.push_back(method);
  return methods;
}

}  // namespace vedette
