// SPDX-License-Identifier: Apache-2.0
/// Who is asking, and whether that may be: everything between a request's header and its handler
/// that is about trust. Deny by default.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "accounts/accounts.hpp"
#include "serve/problem.hpp"
#include "serve/route.hpp"
#include "serve/world.hpp"

namespace vedette {

/// Name of the cookie that holds a session; with TLS it is bound to this very host (RFC 6265bis).
[[nodiscard]] std::string session_cookie_name(bool encrypted);

/// Whether a Host field names this machine's loopback: `localhost`, 127.0.0.0/8, `[::1]`.
[[nodiscard]] bool is_loopback_host(std::string_view host);

class Gate {
 public:
  Gate(Accounts& accounts, Access access) : accounts_(accounts), access_(access) {}

  /// The principal for whom the request may go on to the route's handler, or why it may not:
  /// - with open access the Host must be a loopback name, or any page could reach this server
  ///   through a name of its own (DNS rebinding);
  /// - a bearer token, then the session cookie, says who it is; without either it is nobody, or the
  ///   local administrator where access is open;
  /// - what changes something must not come from another site's page (Fetch Metadata, Origin), and
  ///   with a cookie it must carry that session's X-Csrf-Token;
  /// - the principal must have the route's scope.
  /// When the accounts cannot be read, nobody gets in.
  [[nodiscard]] std::variant<std::shared_ptr<const Principal>, Problem> admit(
      const RequestHead& head, const Route& route) const;

 private:
  [[nodiscard]] Result<std::shared_ptr<const Principal>> identify(const RequestHead& head) const;

  Accounts& accounts_;
  Access access_;
};

}  // namespace vedette
