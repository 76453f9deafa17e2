// SPDX-License-Identifier: Apache-2.0
/// A bundle as a directory: its parts, `manifest.json` and `manifest.sha256`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// Everything found in a directory that should hold a bundle.
struct DirectoryContent {
  BundleFiles files;                   ///< parts that are as the manifest says
  std::vector<Error> faults;           ///< what is damaged; empty: every part is as published
  std::vector<std::string> strangers;  ///< names that are no part of a bundle, never opened
};

/// Creates the directory with all files, synced to the disk. Errors: `already_exists`, `io`.
[[nodiscard]] Result<> write_bundle_directory(const std::filesystem::path& directory,
                                              const BundleFiles& files);

/// Reads all parts and compares their hashes; follows no link, opens nothing above
/// `largest_part()`, parses nothing but the manifest. Errors: `not_found`, `io`.
[[nodiscard]] Result<DirectoryContent> read_bundle_directory(
    const std::filesystem::path& directory);

}  // namespace vedette
