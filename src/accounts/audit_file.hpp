// SPDX-License-Identifier: Apache-2.0
/// The lines of a file from its end or from its beginning, a piece at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "accounts/private_file.hpp"
#include "base/error.hpp"

namespace vedette {

/// A line that would be longer than this is not one of ours, and is given out in pieces.
inline constexpr std::size_t kLongestAuditLine = std::size_t{64} << 10;

class BackwardLines {
 public:
  /// Over the first `size` bytes of an open file, which must outlive this.
  BackwardLines(const OpenFile& file, std::int64_t size, std::filesystem::path path);

  /// The bytes after the last line end: empty unless the file ends in the middle of a line. To be
  /// asked for first. Errors: `io`.
  [[nodiscard]] Result<std::string> rest();
  /// The line before the one given last, without its end; nullopt at the beginning of the file.
  /// Errors: `io`.
  [[nodiscard]] Result<std::optional<std::string>> next();

 private:
  [[nodiscard]] Result<std::string> up_to_line_end();

  const OpenFile& file_;
  std::filesystem::path path_;
  std::int64_t start_;   ///< offset of `buffer_` in the file
  std::string buffer_{}; ///< read and not given out yet
};

class ForwardLines {
 public:
  /// Over the first `size` bytes of an open file, which must outlive this.
  ForwardLines(const OpenFile& file, std::int64_t size, std::filesystem::path path);

  struct Line {
    std::string text;       ///< without the line end
    bool finished = false;  ///< it had one
  };
  /// nullopt at the end of the file. Errors: `io`.
  [[nodiscard]] Result<std::optional<Line>> next();

 private:
  const OpenFile& file_;
  std::filesystem::path path_;
  std::int64_t size_;
  std::int64_t at_ = 0;  ///< offset of the first byte not in `buffer_` yet
  std::string buffer_{};
};

}  // namespace vedette
