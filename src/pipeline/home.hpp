// SPDX-License-Identifier: Apache-2.0
/// Where this program keeps its state: one directory, so that it can be backed up, moved and
/// deleted as one.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace vedette {

struct Home {
  std::filesystem::path root;

  [[nodiscard]] std::string store_uri() const { return "sqlite:" + (root / "store.sqlite").string(); }
  [[nodiscard]] std::filesystem::path models() const { return root / "models"; }
  [[nodiscard]] std::filesystem::path runs() const { return root / "runs"; }
  [[nodiscard]] std::filesystem::path stages() const { return root / "stages"; }
  [[nodiscard]] std::filesystem::path accounts() const { return root / "accounts"; }
  [[nodiscard]] std::filesystem::path logs() const { return root / "logs"; }
  [[nodiscard]] std::filesystem::path reports() const { return root / "reports"; }
  [[nodiscard]] std::filesystem::path spool() const { return root / "spool"; }

  /// Creates the directories, readable by their owner only. Errors: `io`.
  [[nodiscard]] static Result<Home> open(const std::filesystem::path& root);
};

}  // namespace vedette
