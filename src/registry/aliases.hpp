// SPDX-License-Identifier: Apache-2.0
/// Which version of a model bears which alias, as one small value that is replaced as a whole:
/// promotion changes champion, previous and challenger in the same instant.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace vedette {

/// The content of `aliases.json` (docs/formats/bundle.md). Three aliases have meaning here:
/// `champion` (in use), `challenger` (the newest, not yet in use) and `previous` (champion before).
struct Aliases {
  std::map<std::string, std::int64_t, std::less<>> versions;  ///< alias -> version
  std::int64_t last_version = 0;  ///< highest number ever given; numbers are never used twice

  /// 0 when nothing bears that alias.
  [[nodiscard]] std::int64_t find(std::string_view alias) const;
  /// Aliases of a version, in alphabetical order.
  [[nodiscard]] std::vector<std::string> of(std::int64_t version) const;

  /// Takes in a newly published version: champion when there is none, challenger otherwise.
  void admit(std::int64_t version);
  /// Makes a version the champion and the old champion `previous`; nothing changes when it is the
  /// champion already, so that a repeated promotion does not lose `previous`.
  void promote(std::int64_t version);
  /// Errors: `not_found` when there is no previous champion.
  [[nodiscard]] Result<> rollback();

  bool operator==(const Aliases&) const = default;
};

/// What aliases a user may give: `[a-z][a-z0-9_-]{0,31}`, but not those that only promotion moves
/// (`champion`, `previous`). Errors: `invalid_argument`.
[[nodiscard]] Result<> check_alias(std::string_view alias);

/// A text of 16 hexadecimal digits that is another one when any alias is.
[[nodiscard]] std::string revision_of(const Aliases& aliases);

[[nodiscard]] std::string to_text(const Aliases& aliases);
/// Errors: `malformed`, `unsupported` (a newer format).
[[nodiscard]] Result<Aliases> parse_aliases(std::string_view text);

}  // namespace vedette
