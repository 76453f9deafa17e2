// SPDX-License-Identifier: Apache-2.0
/// The few file operations that the promises of the registry rest on: locks that a dead process
/// cannot hold, files that are on the disk when the call returns, reads that follow no link.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// An exclusive flock(2) on a lock file; the kernel lets go of it when the process ends, however
/// it ends. Threads of one process exclude each other too. The file itself stays.
class FileLock {
 public:
  /// Creates the file where needed and waits for its turn. Errors: `io`.
  [[nodiscard]] static Result<FileLock> wait(const std::filesystem::path& path);
  /// nullopt when somebody else holds it now. Errors: `io`.
  [[nodiscard]] static Result<std::optional<FileLock>> try_now(const std::filesystem::path& path);

  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Reads a regular file of at most `max_bytes`; the size is looked at before a byte is read.
/// Errors: `not_found`, `too_large`, `io`, `malformed` (a link, a pipe, anything but a file).
[[nodiscard]] Result<std::string> read_plain_file(const std::filesystem::path& path,
                                                  std::uint64_t max_bytes);

/// Creates a read-only file that was not there, and syncs it. Errors: `already_exists`, `io`.
[[nodiscard]] Result<> write_new_file(const std::filesystem::path& path, std::string_view bytes);

/// Gives a directory a name that no file and no filled directory has; syncs the parent directory.
/// Both must lie in the same directory. Errors: `already_exists`, `io`.
[[nodiscard]] Result<> claim_directory_name(const std::filesystem::path& from,
                                            const std::filesystem::path& to);

/// Removes a directory with all it holds, following no link; fine when there is none. Errors: `io`.
[[nodiscard]] Result<> remove_directory(const std::filesystem::path& path);

}  // namespace vedette
