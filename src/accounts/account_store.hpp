// SPDX-License-Identifier: Apache-2.0
/// The index in use, and how it changes: by this process under a lock, or by another one, which is
/// noticed.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "accounts/account_files.hpp"
#include "accounts/account_index.hpp"
#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

/// Thread-safe.
class AccountStore {
 public:
  /// Errors: `io` when the directory cannot be made or others may write to it. Damaged files are
  /// the matter of `index()`, so that a repair is noticed without a restart.
  [[nodiscard]] static Result<std::unique_ptr<AccountStore>> open(
      const std::filesystem::path& directory, Clock clock);

  AccountStore(AccountFiles files, Clock clock);

  [[nodiscard]] TimeNs now() const { return clock_(); }

  using Index = Result<std::shared_ptr<const AccountIndex>>;
  /// The files are looked at once a second, by the thread that comes first after that.
  [[nodiscard]] Index index();

  /// Reads the files under the lock, lets `edit` change the records, writes what differs, and puts
  /// the result in use. Nothing changes when `edit` fails.
  [[nodiscard]] Result<> change(const std::function<Result<>(AccountRecords&)>& edit);

  /// Writes the times of last use once a minute: called after each use of a credential.
  void used(TimeNs now);
  [[nodiscard]] Result<> save_activity();
  /// The last failure of `used()` to write, as long as it lasts.
  [[nodiscard]] std::optional<Error> activity_fault() const;

 private:
  void reload_if_changed();
  void use(const AccountFiles::Stamps& stamps, Result<AccountRecords> records);

  AccountFiles files_;
  Clock clock_;
  std::atomic<std::shared_ptr<const Index>> index_;
  std::atomic<TimeNs> checked_at_;
  std::atomic<TimeNs> saved_at_;
  mutable std::mutex mutex_;      ///< of `stamps_`, `fault_` and changing `index_`
  AccountFiles::Stamps stamps_{};
  std::optional<Error> fault_;
};

}  // namespace vedette
