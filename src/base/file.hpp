// SPDX-License-Identifier: Apache-2.0
/// Whole-file operations that survive a crash: a file is either the old or the new one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// Reads a whole regular file. Errors: `not_found`, `io`, `too_large` above `max_bytes`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t max_bytes = std::size_t{1} << 30);

/// Writes a temporary file beside `path`, syncs it, and renames it into place.
[[nodiscard]] Result<> write_file_atomically(const std::filesystem::path& path,
                                             std::string_view bytes);

/// The same for secrets: the file has mode 0600 from its first byte. Written by root, it belongs to
/// the owner of its directory, so that a service keeps access to what its administrator changed.
[[nodiscard]] Result<> write_private_file_atomically(const std::filesystem::path& path,
                                                     std::string_view bytes);

/// Makes a rename or a new name in `directory` durable (fsync of the directory).
[[nodiscard]] Result<> sync_directory(const std::filesystem::path& directory);

/// Creates a directory and its parents, readable by the owner only.
[[nodiscard]] Result<> make_private_directory(const std::filesystem::path& path);

}  // namespace vedette
