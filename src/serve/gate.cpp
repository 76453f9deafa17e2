// SPDX-License-Identifier: Apache-2.0
#include "serve/gate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/text.hpp"

namespace vedette {
namespace {

bool changes_something(HttpMethod method) {
  return method != HttpMethod::get && method != HttpMethod::head && method != HttpMethod::options;
}

/// The token of `Authorization: Bearer ...` (RFC 6750); empty when there is none.
std::string_view bearer(const RequestHead& head) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view field = head.field("Authorization");
  if (field.size() < kScheme.size() || !same_token(field.substr(0, kScheme.size()), kScheme))
    return {};
  return trimmed(field.substr(kScheme.size()));
}

/// Without scheme: `host[:port]`, or empty for `null` and everything that is no http origin.
std::string_view origin_host(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme)) return origin.substr(scheme.size());
  return {};
}

/// Whether a page of another site made the browser send this. Browsers tell by Sec-Fetch-Site, and
/// with every write by Origin; programs send neither.
bool is_cross_site(const RequestHead& head) {
  const std::string_view site = head.field("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return true;
  const std::string_view origin = head.field("Origin");
  return !origin.empty() && !same_token(origin_host(origin), head.field("Host"));
}

std::optional<Problem> cross_site_problem(const RequestHead& head, const Principal& who) {
  if (!changes_something(head.method) || who.kind == Principal::Kind::token) return std::nullopt;
  if (is_cross_site(head))
    return make_problem("cross_site", "this request was sent by a page of another site",
                        "programs should send a token instead");
  if (who.kind != Principal::Kind::session) return std::nullopt;
  if (!who.csrf.empty() && head.field("X-Csrf-Token") == who.csrf) return std::nullopt;
  return make_problem("cross_site", "the X-Csrf-Token field is absent or not this session's",
                      "GET /api/v1/session tells it");
}

std::optional<Problem> scope_problem(const Principal& who, const Route& route) {
  if (!route.scope || who.scopes.has(*route.scope)) return std::nullopt;
  if (who.kind == Principal::Kind::anonymous) {
    Problem problem = make_problem("unauthenticated", "this needs a user or a token",
                                   "sign in, or send `Authorization: Bearer TOKEN`");
    problem.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"vedette\"");
    return problem;
  }
  if (who.must_change_password)
    return make_problem("password_change_needed",
                        "the one-time password must be changed before anything else",
                        "PUT /api/v1/session/password");
  return make_problem("forbidden",
                      fmt::format("this needs the scope '{}', which {} does not have",
                                  to_string(*route.scope), who.user));
}

}  // namespace

std::string session_cookie_name(bool encrypted) {
  return encrypted ? "__Host-vedette" : "vedette";
}

bool is_loopback_host(std::string_view host) {
  if (host.starts_with("[::1]")) {
    host.remove_prefix(5);
    return host.empty() || host.starts_with(':');
  }
  const std::string_view name = host.substr(0, host.find(':'));
  if (same_token(name, "localhost")) return true;
  // Digits and dots only: `127.0.0.1.example.org` is a name.
  return name.starts_with("127.") && std::ranges::all_of(name, [](char c) {
           return (c >= '0' && c <= '9') || c == '.';
         });
}

Result<std::shared_ptr<const Principal>> Gate::identify(const RequestHead& head) const {
  if (!head.field("Authorization").empty()) return accounts_.by_token(bearer(head));
  const std::string_view session = head.cookie(session_cookie_name(head.encrypted));
  static const auto kAnonymous = std::make_shared<const Principal>(anonymous_principal());
  if (!session.empty()) {
    std::shared_ptr<const Principal> who = VEDETTE_TRY(accounts_.by_session(session));
    if (who) return who;
  }
  static const auto kLocal = std::make_shared<const Principal>(local_principal());
  return access_ == Access::open ? kLocal : kAnonymous;
}

std::variant<std::shared_ptr<const Principal>, Problem> Gate::admit(const RequestHead& head,
                                                                    const Route& route) const {
  if (access_ == Access::open && !is_loopback_host(head.field("Host")))
    return make_problem("misdirected",
                        "without accounts this server answers only to names of its own machine",
                        "use http://127.0.0.1 or http://localhost");
  Result<std::shared_ptr<const Principal>> who = identify(head);
  if (!who)
    return route.scope ? problem_from(who.error())
                       : std::variant<std::shared_ptr<const Principal>, Problem>(
                             std::make_shared<const Principal>(anonymous_principal()));
  if (*who == nullptr) {
    Problem problem = make_problem("unauthenticated", "the token is unknown, ended or misspelt");
    problem.fields.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    return problem;
  }
  if (std::optional<Problem> problem = cross_site_problem(head, **who)) return *problem;
  if (std::optional<Problem> problem = scope_problem(**who, route)) return *problem;
  return *who;
}

}  // namespace vedette
