// SPDX-License-Identifier: Apache-2.0
/// The directory of one model name: its versions and their aliases. `Registry` is a row of these.
///
/// Every change is made under the lock file `.lock`, which dies with its holder; what a change
/// leaves behind when it is killed starts with a dot and is swept up by the next one to hold the
/// lock. Readers take no lock: a version appears and goes by one rename, all aliases change by one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "registry/aliases.hpp"
#include "registry/bundle.hpp"

namespace vedette {

class Shelf {
 public:
  /// `name` must be a model name. Nothing is read or made yet.
  Shelf(const std::filesystem::path& root, const std::string& name);

  [[nodiscard]] std::filesystem::path directory(std::int64_t version) const;
  /// Ascending; empty when there is none, or no such name.
  [[nodiscard]] Result<std::vector<std::int64_t>> versions() const;
  /// As the file says; without a file the lowest version is the champion (a publisher was stopped
  /// between its two steps, and nobody has given an alias yet). Errors: `malformed`, `io`.
  [[nodiscard]] Result<Aliases> aliases() const;

  /// Gives `bundle` the next number, the time and an alias. Errors: `io`, and those of
  /// `bundle_from_files()`: what could not be read back is not published.
  [[nodiscard]] Result<> publish(Bundle& bundle, TimeNs now);
  /// One change of aliases, seen by others as a whole; `change` is given them as they are.
  [[nodiscard]] Result<> change_aliases(const std::function<Result<>(Aliases&)>& change);
  /// Errors: `conflict` when an alias points to it, `not_found`.
  [[nodiscard]] Result<> remove(std::int64_t version);
  /// Removes what killed changes left behind, unless a change is under way. Errors: `io`.
  [[nodiscard]] Result<> sweep();

 private:
  [[nodiscard]] Result<> sweep_locked();
  /// `aliases()`, with the highest number ever given; to be called under the lock.
  [[nodiscard]] Result<Aliases> aliases_for_change() const;
  [[nodiscard]] Result<> write_aliases(const Aliases& aliases) const;
  [[nodiscard]] Result<> place(Bundle& bundle, std::int64_t number);

  std::filesystem::path path_;
};

}  // namespace vedette
