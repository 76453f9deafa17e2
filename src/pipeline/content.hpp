// SPDX-License-Identifier: Apache-2.0
/// What an input is, before it is read as rows: its hash decides the ids of its rows.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"

namespace vedette {

/// SHA-256 of a file's raw bytes. Errors: `not_found`, `io`.
[[nodiscard]] Result<std::string> content_sha256_of(const std::string& path);

/// A copy of standard input in a file that is gone when this goes.
class SpooledInput {
 public:
  /// Reads all of standard input into a new file below `directory`. Errors: `io`.
  [[nodiscard]] static Result<SpooledInput> make(const std::filesystem::path& directory);
  ~SpooledInput();
  SpooledInput(SpooledInput&& other) noexcept;
  SpooledInput& operator=(SpooledInput&&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit SpooledInput(std::string path);
  std::string path_;
};

}  // namespace vedette
