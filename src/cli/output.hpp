// SPDX-License-Identifier: Apache-2.0
/// Where a command's data goes: standard output or a file.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "cli/terminal.hpp"

namespace vedette {

class Output {
 public:
  /// `-` is standard output. Errors: `io`.
  [[nodiscard]] static Result<Output> open(Terminal& terminal, const std::string& path);

  [[nodiscard]] bool is_file() const { return file_ != nullptr; }
  [[nodiscard]] Result<> write(std::string_view text);
  /// Writes over the first bytes of a file.
  [[nodiscard]] Result<> write_head(std::string_view text);
  /// What is still buffered must arrive too.
  [[nodiscard]] Result<> finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit Output(Terminal& terminal) : terminal_(&terminal) {}
  Terminal* terminal_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace vedette
