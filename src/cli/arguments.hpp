// SPDX-License-Identifier: Apache-2.0
/// Commands as rows of data: from one table come the parser, --help, completions, the man page and
/// the reference docs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace vedette {

class Session;

/// One flag or positional argument.
struct ArgumentSpec {
  enum class Kind { switch_, value, list, positional, positionals } kind = Kind::value;
  std::string name;          ///< "--dataset", or "FILE" for positionals
  std::string value{};       ///< placeholder in help, such as "NAME"
  std::string help;
  bool required = false;
  std::string standard{};    ///< default shown in help
  std::vector<std::string> choices{};
};

/// What the user typed, by argument name.
class Arguments {
 public:
  void set(std::string name, std::vector<std::string> values);
  [[nodiscard]] bool has(std::string_view name) const;
  /// Last value; empty when not given.
  [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise = "") const;
  [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const;
  /// Errors: `invalid_argument` naming the flag and the range.
  [[nodiscard]] Result<std::int64_t> integer(std::string_view name, std::int64_t otherwise,
                                             std::int64_t low, std::int64_t high) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

struct CommandExample {
  std::string line;
  std::string explanation;
};

/// One command; `path` has one or two words ("ingest", "models list").
struct Command {
  std::string path;
  std::string summary;                     ///< one line
  std::string description{};               ///< paragraphs
  std::vector<CommandExample> examples{};
  std::vector<ArgumentSpec> arguments{};
  /// Exit status, or the error that `main` prints and maps to one.
  Result<int> (*run)(Session&, const Arguments&) = nullptr;
  bool trains = false;  ///< starts threads of the learning libraries
};

/// Words before a two-word command ("models"), with their summary.
struct CommandGroup {
  std::string name;
  std::string summary;
};

[[nodiscard]] std::span<const Command> command_table();
[[nodiscard]] std::span<const CommandGroup> command_groups();
/// Flags that every command takes.
[[nodiscard]] std::span<const ArgumentSpec> global_arguments();

/// A parsed command line.
struct Invocation {
  const Command* command = nullptr;  ///< none: `text` is to be printed (help, version)
  Arguments arguments;
  std::string text{};
};

/// Errors: `invalid_argument` with the nearest command or flag as the hint.
[[nodiscard]] Result<Invocation> parse_command_line(int argc, const char* const* argv);

}  // namespace vedette
