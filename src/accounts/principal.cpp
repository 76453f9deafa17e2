// SPDX-License-Identifier: Apache-2.0
#include "accounts/principal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

namespace vedette {
namespace {

constexpr std::array<std::string_view, 4> kRoleNames = {"viewer", "analyst", "engineer", "admin"};
constexpr std::array<std::string_view, 6> kScopeNames = {"read",  "predict", "ingest",
                                                         "train", "triage",  "admin"};

template <class Enum, std::size_t size>
Result<Enum> parse_name(std::string_view text, const std::array<std::string_view, size>& names,
                        std::string_view what) {
  for (std::size_t i = 0; i < size; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a {}", text, what),
              fmt::format("one of: {}", fmt::join(names, ", ")));
}

}  // namespace

std::string_view to_string(UserRole role) { return kRoleNames[static_cast<std::size_t>(role)]; }

Result<UserRole> parse_user_role(std::string_view text) {
  return parse_name<UserRole>(text, kRoleNames, "role");
}

std::string_view to_string(Scope scope) { return kScopeNames[static_cast<std::size_t>(scope)]; }

Result<Scope> parse_scope(std::string_view text) {
  return parse_name<Scope>(text, kScopeNames, "scope");
}

std::vector<Scope> ScopeSet::list() const {
  std::vector<Scope> scopes;
  for (std::size_t i = 0; i < kScopeNames.size(); ++i)
    if (has(static_cast<Scope>(i))) scopes.push_back(static_cast<Scope>(i));
  return scopes;
}

std::vector<std::string> scope_names(ScopeSet scopes) {
  std::vector<std::string> names;
  for (const Scope scope : scopes.list()) names.emplace_back(to_string(scope));
  return names;
}

Result<ScopeSet> parse_scopes(const std::vector<std::string>& names) {
  ScopeSet scopes;
  for (const std::string& name : names) {
    const Scope scope = VEDETTE_TRY(parse_scope(name));
    scopes = scopes | ScopeSet{scope};
  }
  return scopes;
}

ScopeSet scopes_of(UserRole role) {
  switch (role) {
    case UserRole::viewer: return {Scope::read, Scope::predict};
    case UserRole::analyst: return scopes_of(UserRole::viewer) | ScopeSet{Scope::triage};
    case UserRole::engineer:
      return scopes_of(UserRole::analyst) | ScopeSet{Scope::ingest, Scope::train};
    case UserRole::admin: return ScopeSet::all();
  }
  return {};
}

std::string_view to_string(Principal::Kind kind) {
  switch (kind) {
    case Principal::Kind::anonymous: return "anonymous";
    case Principal::Kind::local: return "local";
    case Principal::Kind::session: return "session";
    case Principal::Kind::token: return "token";
  }
  return "unknown";
}

Principal anonymous_principal() { return {}; }

Principal local_principal() {
  return {.kind = Principal::Kind::local,
          .user = "local",
          .role = UserRole::admin,
          .scopes = ScopeSet::all()};
}

}  // namespace vedette
