// SPDX-License-Identifier: Apache-2.0
#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/version.hpp"
#include "cli/arguments.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr std::size_t kWidth = 96;

/// Words of `text` in lines of at most `kWidth` columns, each after `indent` blanks.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result;
  std::string line;
  const std::string margin(indent, ' ');
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (!line.empty() && indent + line.size() + 1 + word.size() > kWidth) {
      result += margin + line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  return result + margin + line + "\n";
}

bool is_positional(const ArgumentSpec& spec) {
  return spec.kind == Kind::positional || spec.kind == Kind::positionals;
}

std::string usage(const Command& command) {
  std::string text = "vedette " + command.path + " [FLAGS]";
  for (const ArgumentSpec& spec : command.arguments) {
    if (!is_positional(spec)) continue;
    const std::string name = spec.name + (spec.kind == Kind::positionals ? "..." : "");
    text += spec.required ? " " + name : " [" + name + "]";
  }
  return text;
}

std::string explanation(const ArgumentSpec& spec) {
  std::string text = spec.help;
  if (spec.required && !is_positional(spec)) text += " (required)";
  if (!spec.choices.empty()) {
    std::string list;
    for (const std::string& choice : spec.choices) list += (list.empty() ? "" : ", ") + choice;
    text += " [" + list + "]";
  }
  if (!spec.standard.empty()) text += " (default: " + spec.standard + ")";
  return text;
}

std::string arguments_text(std::span<const ArgumentSpec> specs) {
  std::string text;
  for (const ArgumentSpec& spec : specs) {
    const std::string name = spec.name + (spec.value.empty() ? "" : " " + spec.value);
    const std::string help = wrapped(explanation(spec), 28);
    if (name.size() < 25)
      text += fmt::format("  {:<26}{}", name, help.substr(28));
    else
      text += fmt::format("  {}\n{}", name, help);
  }
  return text;
}

std::string command_help(const Command& command) {
  std::string text = command.summary + "\n\n";
  for (const CommandExample& example : command.examples)
    text += fmt::format("  {}\n{}", example.line,
                        example.explanation.empty() ? "" : wrapped(example.explanation, 6));
  if (!command.examples.empty()) text += "\n";
  text += "Usage: " + usage(command) + "\n";
  if (!command.description.empty()) text += "\n" + wrapped(command.description, 0);
  if (!command.arguments.empty()) text += "\n" + arguments_text(command.arguments);
  return text + "\nFlags of every command:\n" + arguments_text(global_arguments());
}

std::string group_help(const CommandGroup& group) {
  std::string text = group.summary + "\n\n";
  for (const Command& command : command_table())
    if (command.path.starts_with(group.name + " "))
      text += fmt::format("  vedette {:<24}{}\n", command.path, command.summary);
  return text;
}

std::string program_help() {
  std::string text =
      "Network threat detection from packet or table to verdict\n\n"
      "  vedette run --data KDDTrain+.txt.gz --schema nsl-kdd\n"
      "      store, validate, split, train, compare, judge and publish in one command\n"
      "  vedette predict --model kddtrain new.csv > verdicts.csv\n"
      "      score new rows with the champion\n\n"
      "Usage: vedette COMMAND [FLAGS]\n\nCommands:\n";
  std::string last_group;
  for (const Command& command : command_table()) {
    const std::string first = command.path.substr(0, command.path.find(' '));
    if (first == command.path) {
      text += fmt::format("  {:<14}{}\n", first, command.summary);
    } else if (first != last_group) {
      const auto group = std::ranges::find(command_groups(), first, &CommandGroup::name);
      text += fmt::format("  {:<14}{}\n", first, group->summary);
      last_group = first;
    }
  }
  return text + "\nFlags of every command:\n" + arguments_text(global_arguments()) +
         "\nExit status: 0 ok, 1 failure, 2 usage, 3 bad data, 4 gate failed, 5 store "
         "unreachable, 130 stopped.\n";
}

}  // namespace

std::string help_text(std::string_view path) {
  if (path.empty()) return program_help();
  const auto command = std::ranges::find(command_table(), path, &Command::path);
  if (command != command_table().end()) return command_help(*command);
  const auto group = std::ranges::find(command_groups(), path, &CommandGroup::name);
  return group == command_groups().end() ? program_help() : group_help(*group);
}

std::string version_text() { return fmt::format("vedette {}\n", program_version()); }

namespace {

/// mdoc reads a leading dot or quote, and backslashes, as its own.
std::string mdoc(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    // A new sentence begins a new line, so that the formatter can space it.
    if (c == ' ' && escaped.ends_with('.'))
      escaped += '\n';
    else
      escaped += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
  }
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string mdoc_arguments(std::span<const ArgumentSpec> specs) {
  if (specs.empty()) return "";
  std::string text = ".Bl -tag -width Ds\n";
  for (const ArgumentSpec& spec : specs)
    text += fmt::format(".It {}\n{}.\n",
                        mdoc(spec.name + (spec.value.empty() ? "" : " " + spec.value)),
                        mdoc(explanation(spec)));
  return text + ".El\n";
}

}  // namespace

std::string manual_page() {
  std::string text = fmt::format(
      ".Dd {}\n.Dt VEDETTE 1\n.Os\n.Sh NAME\n.Nm vedette\n"
      ".Nd network threat detection from packet or table to verdict\n"
      ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar flags\n.Sh DESCRIPTION\n"
      "The commands are the stages of the pipeline.\n"
      "Data goes to standard output, messages to standard error.\n.Sh COMMANDS\n",
      program_date());
  for (const Command& command : command_table()) {
    text += fmt::format(".Ss {}\n{}.\n", mdoc(usage(command)), mdoc(command.summary));
    if (!command.description.empty()) text += mdoc(command.description) + "\n";
    text += mdoc_arguments(command.arguments);
  }
  text += ".Sh FLAGS OF EVERY COMMAND\n" + mdoc_arguments(global_arguments());
  text +=
      ".Sh EXIT STATUS\n.Bl -tag -width 130 -compact\n.It 0\nok\n.It 1\nfailure\n.It 2\nusage\n"
      ".It 3\nvalidation found bad data\n.It 4\na quality gate failed\n.It 5\nthe store cannot be "
      "reached\n.It 130\nstopped by the user\n.El\n"
      ".Sh EXAMPLES\n.Bd -literal\n";
  for (const Command& command : command_table())
    for (const CommandExample& example : command.examples) text += mdoc(example.line) + "\n";
  return text + ".Ed\n";
}

std::string reference_page() {
  std::string text =
      "# Commands\n\nMade from the program's own table of commands (`vedette manual --markdown`).\n";
  for (const Command& command : command_table())
    text += fmt::format("\n## vedette {}\n\n```text\n{}```\n", command.path,
                        command_help(command));
  return text;
}

}  // namespace vedette
