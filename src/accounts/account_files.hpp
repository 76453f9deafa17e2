// SPDX-License-Identifier: Apache-2.0
/// The three state files of a directory, read and written together.
#pragma once

#include <array>
#include <filesystem>

#include "accounts/account_records.hpp"
#include "accounts/private_file.hpp"
#include "base/error.hpp"

namespace vedette {

class AccountFiles {
 public:
  explicit AccountFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  /// Tells states of the directory apart without reading the files.
  using Stamps = std::array<FileStamp, 3>;
  [[nodiscard]] Stamps stamps() const;

  /// No file at all is a directory not used yet, and gives no records; `users.json` missing beside
  /// the others is damage. Errors: `io`, `malformed`, `unsupported`; each names the file.
  [[nodiscard]] Result<AccountRecords> read() const;

  /// Writes the files that differ from `before`, in an order in which a crash leaves less access
  /// than wanted, never more: sessions and tokens go before the user they belong to. Each file is
  /// either old or new. Errors: `io`.
  [[nodiscard]] Result<> write(const AccountRecords& before, const AccountRecords& after) const;

 private:
  [[nodiscard]] std::filesystem::path path_of(const char* name) const { return directory_ / name; }
  std::filesystem::path directory_;
};

}  // namespace vedette
