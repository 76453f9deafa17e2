// SPDX-License-Identifier: Apache-2.0
/// Who asks, and what they may do: roles of people, scopes of requests, and the principal that a
/// checked credential stands for.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

/// What a person is; each role may do all that the one before it may.
enum class UserRole { viewer, analyst, engineer, admin };

[[nodiscard]] std::string_view to_string(UserRole role);
/// Errors: `invalid_argument` with the names there are.
[[nodiscard]] Result<UserRole> parse_user_role(std::string_view text);

/// What a request may do.
enum class Scope { read, predict, ingest, train, triage, admin };

[[nodiscard]] std::string_view to_string(Scope scope);
/// Errors: `invalid_argument` with the names there are.
[[nodiscard]] Result<Scope> parse_scope(std::string_view text);

/// A set of scopes.
class ScopeSet {
 public:
  constexpr ScopeSet() = default;
  constexpr ScopeSet(std::initializer_list<Scope> scopes) {
    for (const Scope scope : scopes) bits_ = static_cast<std::uint8_t>(bits_ | bit(scope));
  }
  [[nodiscard]] static constexpr ScopeSet all() {
    return {Scope::read, Scope::predict, Scope::ingest, Scope::train, Scope::triage, Scope::admin};
  }

  [[nodiscard]] constexpr bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  /// Whether everything in here is in `other` too.
  [[nodiscard]] constexpr bool within(ScopeSet other) const { return (*this & other) == *this; }
  [[nodiscard]] std::vector<Scope> list() const;  ///< in the order of the enumeration

  [[nodiscard]] friend constexpr ScopeSet operator&(ScopeSet a, ScopeSet b) {
    return from_bits(a.bits_ & b.bits_);
  }
  [[nodiscard]] friend constexpr ScopeSet operator|(ScopeSet a, ScopeSet b) {
    return from_bits(a.bits_ | b.bits_);
  }
  constexpr bool operator==(const ScopeSet&) const = default;

 private:
  static constexpr std::uint8_t bit(Scope scope) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(scope));
  }
  static constexpr ScopeSet from_bits(int bits) {
    ScopeSet set;
    set.bits_ = static_cast<std::uint8_t>(bits);
    return set;
  }
  std::uint8_t bits_ = 0;
};

/// Names such as `read`, in the order of the enumeration.
[[nodiscard]] std::vector<std::string> scope_names(ScopeSet scopes);
/// Errors: `invalid_argument` naming the first that is none.
[[nodiscard]] Result<ScopeSet> parse_scopes(const std::vector<std::string>& names);

/// viewer: read, predict; analyst: and triage; engineer: and ingest, train; admin: everything.
[[nodiscard]] ScopeSet scopes_of(UserRole role);

/// The outcome of checking a credential. What a request may do is `scopes` and nothing else.
struct Principal {
  enum class Kind {
    anonymous,  ///< no credential
    local,      ///< a request without credentials where none are asked for (loopback)
    session,    ///< a person who has signed in
    token,      ///< a program
  };
  Kind kind = Kind::anonymous;
  std::string user{};  ///< empty for anonymous
  UserRole role = UserRole::viewer;
  ScopeSet scopes{};
  std::string csrf{};  ///< what writes by cookie must repeat; sessions only
  bool must_change_password = false;  ///< then a session has no scopes until it is changed
  std::string session_or_token_id{};  ///< public name of the credential, for the audit log
  TimeNs expires_at = 0;              ///< 0: never
};

[[nodiscard]] std::string_view to_string(Principal::Kind kind);

/// May do nothing.
[[nodiscard]] Principal anonymous_principal();
/// May do everything: only for a server that listens on loopback and asks for no credentials.
[[nodiscard]] Principal local_principal();

}  // namespace vedette
