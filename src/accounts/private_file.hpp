// SPDX-License-Identifier: Apache-2.0
/// Files that hold secrets: read only when nobody else could have read or written them, changed
/// under a lock that a dead process cannot hold.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"

namespace vedette {

/// Closes its file on every way out.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile& operator=(OpenFile&& other) noexcept;
  [[nodiscard]] int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// An error of the operating system about a file, from errno.
[[nodiscard]] tl::unexpected<Error> file_failure(std::string_view what,
                                                 const std::filesystem::path& path);

/// Creates the directory, or checks that an existing one can be written by its owner only.
/// Errors: `io`.
[[nodiscard]] Result<> make_owned_directory(const std::filesystem::path& path);

/// Checks that an open file is a regular one that its owner alone can read and write.
/// Errors: `io`, with the command that repairs it as the hint.
[[nodiscard]] Result<> check_private(const OpenFile& file, const std::filesystem::path& path);

/// The whole file; nullopt when there is none. Follows no link. Errors: `io`, `too_large`.
[[nodiscard]] Result<std::optional<std::string>> read_private_file(
    const std::filesystem::path& path);

/// Tells versions of a file apart without reading it; all zero when there is none.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  ///< of mode and owner, too
  bool operator==(const FileStamp&) const = default;
};
[[nodiscard]] FileStamp stamp_of(const std::filesystem::path& path);

/// An exclusive flock(2) on the directory itself, so that there is no lock file that somebody must
/// own; threads of one process exclude each other too. Ends with the object. Errors: `io`.
[[nodiscard]] Result<OpenFile> lock_directory(const std::filesystem::path& path);

/// The same on an open file. Errors: `io`.
[[nodiscard]] Result<> lock_file(const OpenFile& file, const std::filesystem::path& path);
[[nodiscard]] Result<> unlock_file(const OpenFile& file, const std::filesystem::path& path);

/// A file that root has made is given to the owner of its directory, so that a service keeps access
/// to what its administrator did. Errors: `io`.
[[nodiscard]] Result<> give_to_directory_owner(const OpenFile& file,
                                               const std::filesystem::path& path);

}  // namespace vedette
