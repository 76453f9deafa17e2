// SPDX-License-Identifier: Apache-2.0
/// Who changed what and when: JSON Lines that are only ever added to, each bound to the one before
/// by its hash, so that a line altered, removed or slipped in later shows
/// (docs/formats/accounts.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

/// What is to be written down. Texts are cut at 512 bytes; none may hold a secret.
struct AuditEvent {
  std::string actor;    ///< a user, or `cli:` and the user of the operating system
  std::string peer{};   ///< address of the other end; empty for a local command
  std::string action;   ///< stable dotted name such as `user.disable`
  std::string target{}; ///< what it was done to
  std::string outcome = "ok";  ///< `ok`, `refused` or `failed`
  std::string detail{};
};

struct AuditEntry {
  std::int64_t seq = 0;  ///< 1, 2, ...
  std::string time;      ///< as `format_time` writes it
  AuditEvent event;
};

struct AuditFault {
  std::int64_t line = 0;  ///< from 1
  std::string what;
};

struct AuditReport {
  std::int64_t entries = 0;  ///< lines that are as they were written
  std::string last_hash;     ///< keep it elsewhere to see that no lines were cut off the end later
  std::vector<AuditFault> faults{};
  /// Lines that a crash cut short, as the entry after them says: no faults.
  std::vector<std::int64_t> torn{};
  [[nodiscard]] bool intact() const { return faults.empty(); }
};

/// Safe to use from several threads and processes: each call opens the file, and an append holds
/// its lock until the line is on the disk.
class AuditLog {
 public:
  /// Creates the directory (mode 0700) where needed. Errors: `io`.
  [[nodiscard]] static Result<AuditLog> open(std::filesystem::path file, Clock clock);

  /// After a line that a crash has cut short, an entry `audit.torn` says so first. A damaged line
  /// does not stop the log: the chain goes on from the last good one, and `verify` tells.
  /// Errors: `io`.
  [[nodiscard]] Result<AuditEntry> append(AuditEvent event) const;

  /// At most `limit` entries with a number below `before_seq` (none: from the end), newest first.
  /// Reads backwards, and no more than it needs. Damaged lines are left out. Errors: `io`.
  [[nodiscard]] Result<std::vector<AuditEntry>> list(std::optional<std::int64_t> before_seq,
                                                     std::size_t limit) const;

  /// Reads the whole file. Errors: `io`.
  [[nodiscard]] Result<AuditReport> verify() const;

 private:
  AuditLog(std::filesystem::path file, Clock clock)
      : file_(std::move(file)), clock_(std::move(clock)) {}
  std::filesystem::path file_;
  Clock clock_;
};

}  // namespace vedette
