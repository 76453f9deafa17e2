// SPDX-License-Identifier: Apache-2.0
/// People, sessions and tokens: who may do what to this program. State is a few small files in one
/// directory (docs/formats/accounts.md), which several processes may change.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/password.hpp"
#include "accounts/principal.hpp"
#include "accounts/throttle.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

class AccountStore;
class SignInGuard;
struct UserRecord;

struct AccountRules {
  PasswordCost password_cost{};
  TimeNs session_idle = 12LL * 3'600'000'000'000;          ///< ends a session that is not used
  TimeNs session_lifetime = 7LL * 24 * 3'600'000'000'000;  ///< ends every session
  ThrottleRules throttle{};
};

struct UserInfo {
  std::string name;
  UserRole role = UserRole::viewer;
  TimeNs created_at = 0;
  std::optional<TimeNs> last_sign_in_at{};
  bool disabled = false;
  bool must_change_password = false;
  bool operator==(const UserInfo&) const = default;
};

struct TokenInfo {
  std::string id;
  std::string name;   ///< chosen by its owner
  std::string owner;  ///< a user
  ScopeSet scopes{};  ///< at most these; and never more than the owner's role has when it is used
  TimeNs created_at = 0;
  std::optional<TimeNs> expires_at{};
  std::optional<TimeNs> last_used_at{};  ///< to the minute
  bool operator==(const TokenInfo&) const = default;
};

/// A password that its user must change when first signing in. Not kept anywhere: show it once.
struct OneTimeCredentials {
  std::string user;
  std::string password;
};

/// A new token. The secret is not kept anywhere: show it once.
struct NewToken {
  TokenInfo info;
  std::string secret;
};

/// The answer to a name and a password.
struct SignIn {
  enum class Outcome {
    signed_in,
    refused,    ///< wrong; nothing says whether the name, the password or a disabled account
    throttled,  ///< not looked at; try again after `retry_after`
  };
  Outcome outcome = Outcome::refused;
  std::string secret{};  ///< the cookie's value; not kept anywhere
  std::shared_ptr<const Principal> principal{};
  TimeNs retry_after = 0;  ///< nanoseconds
};

/// Thread-safe. `by_session` and `by_token` read one immutable snapshot without a lock, and notice
/// what other processes changed within a second. Whatever cannot be read fails every call with an
/// error that names the file: damage never looks like "no users". Failures of the files are `io`
/// or `malformed`; when a clock says a time before a credential was made, that is refused.
class Accounts {
 public:
  /// Creates the directory (mode 0700) where needed. Errors: `io`.
  [[nodiscard]] static Result<Accounts> open(const std::filesystem::path& directory, Clock clock,
                                             AccountRules rules = {});
  ~Accounts();
  Accounts(Accounts&&) noexcept;
  Accounts& operator=(Accounts&&) noexcept;

  /// Creates the user `admin` when there has never been a user; else nullopt.
  [[nodiscard]] Result<std::optional<OneTimeCredentials>> ensure_admin();

  // Users. A name has 1 to 64 of a-z 0-9 . _ - @ and begins with a letter or digit. The last admin
  // who is not disabled can be neither removed, disabled nor made less (`conflict`). An unknown
  // name is `not_found`; a weak password `invalid_argument`.
  [[nodiscard]] Result<std::vector<UserInfo>> users();  ///< by name
  [[nodiscard]] Result<UserInfo> user(std::string_view name);
  /// Errors: `already_exists`.
  [[nodiscard]] Result<UserInfo> add_user(std::string_view name, UserRole role,
                                          std::string_view password);
  /// With a one-time password.
  [[nodiscard]] Result<OneTimeCredentials> add_user(std::string_view name, UserRole role);
  [[nodiscard]] Result<UserInfo> set_role(std::string_view name, UserRole role);
  /// Ends the user's sessions for ever, and stops the tokens until the user is enabled again.
  [[nodiscard]] Result<UserInfo> disable(std::string_view name);
  [[nodiscard]] Result<UserInfo> enable(std::string_view name);
  /// Ends the user's sessions; so does resetting.
  [[nodiscard]] Result<UserInfo> set_password(std::string_view name, std::string_view password);
  [[nodiscard]] Result<OneTimeCredentials> reset_password(std::string_view name);
  /// With sessions and tokens.
  [[nodiscard]] Result<> remove_user(std::string_view name);

  // Sessions.
  /// `peer` is the address of the other end, without a port. Unknown names, disabled users and
  /// wrong passwords take the same time.
  [[nodiscard]] Result<SignIn> sign_in(std::string_view name, std::string_view password,
                                       std::string_view peer);
  /// Fine when the session has ended already.
  [[nodiscard]] Result<> sign_out(std::string_view secret);
  /// Null: no such session, or it has ended.
  [[nodiscard]] Result<std::shared_ptr<const Principal>> by_session(std::string_view secret);
  /// Ends the user's other sessions. Five wrong old passwords make the session wait.
  /// Errors: `invalid_argument` (wrong old password, or unfit new one), `unavailable` (wait),
  /// `conflict` (the principal is no session, or it has ended).
  [[nodiscard]] Result<> change_password(const Principal& session, std::string_view old_password,
                                         std::string_view new_password);

  // Tokens.
  [[nodiscard]] Result<std::vector<TokenInfo>> tokens();  ///< newest first
  /// Errors: `invalid_argument` (no scopes, scopes beyond the owner's role, a time that has
  /// passed, an unfit name), `not_found`, `too_large` (more than 100 of one owner).
  [[nodiscard]] Result<NewToken> create_token(std::string_view owner, std::string_view name,
                                              ScopeSet scopes, std::optional<TimeNs> expires_at);
  /// Errors: `not_found`.
  [[nodiscard]] Result<TokenInfo> revoke_token(std::string_view id);
  /// Null: no such token, or it is no longer good. Costs one SHA-256 and one look-up.
  [[nodiscard]] Result<std::shared_ptr<const Principal>> by_token(std::string_view secret);

  /// Writes down when sessions and tokens were last used. Look-ups do so once a minute; call it
  /// when the server stops.
  [[nodiscard]] Result<> save_activity();

  /// What is wrong with the files, for a readiness check: unreadable, or the last activity could
  /// not be written down.
  [[nodiscard]] Result<> health();

 private:
  Accounts(std::unique_ptr<AccountStore> store, const AccountRules& rules);
  enum class NextSignIn { as_usual, change_password };
  [[nodiscard]] Result<> replace_password(std::string_view name, std::string_view password,
                                          NextSignIn next);
  [[nodiscard]] Result<SignIn> open_session(const UserRecord& user, std::string_view password,
                                            std::string_view peer);
  [[nodiscard]] Result<> check_old_password(const Principal& session, std::string_view password);

  AccountRules rules_;
  std::unique_ptr<AccountStore> store_;
  std::unique_ptr<SignInGuard> guard_;
};

}  // namespace vedette
