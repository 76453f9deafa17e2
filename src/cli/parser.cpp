// SPDX-License-Identifier: Apache-2.0
// The door to CLI11: turns the table of commands into its parser, and its exceptions into errors.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "base/options.hpp"
#include "cli/arguments.hpp"
#include "cli/help.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

/// The words of a command's path.
std::vector<std::string> words_of(const std::string& path) {
  const auto blank = path.find(' ');
  if (blank == std::string::npos) return {path};
  return {path.substr(0, blank), path.substr(blank + 1)};
}

/// Values as CLI11 writes them while it parses.
struct Slot {
  const ArgumentSpec* spec;
  std::vector<std::string> values;
  bool on = false;
  CLI::Option* option = nullptr;
};

void add_argument(CLI::App& app, const ArgumentSpec& spec,
                  std::vector<std::unique_ptr<Slot>>& slots) {
  auto slot = std::make_unique<Slot>(Slot{&spec, {}, false, nullptr});
  if (spec.kind == Kind::switch_) {
    slot->option = app.add_flag(spec.name, slot->on, spec.help);
  } else {
    slot->option = app.add_option(spec.name, slot->values, spec.help);
    if (spec.kind == Kind::value || spec.kind == Kind::positional) slot->option->expected(1);
    // One value per flag and place: otherwise it would swallow the positionals after it.
    if (spec.kind != Kind::positionals) slot->option->allow_extra_args(false);
    if (!spec.choices.empty()) slot->option->check(CLI::IsMember(spec.choices));
    if (spec.required) slot->option->required();
  }
  slots.push_back(std::move(slot));
}

/// One CLI11 application per command, below the root or its group.
struct Parser {
  CLI::App root{"", "vedette"};
  std::vector<std::unique_ptr<Slot>> global_slots;
  struct Leaf {
    const Command* command;
    CLI::App* app;
    std::vector<std::unique_ptr<Slot>> slots;
  };
  std::vector<Leaf> leaves;
  std::map<std::string, CLI::App*> groups;

  Parser() {
    root.set_help_flag("-h,--help");
    root.set_version_flag("--version", std::string("version"));
    root.require_subcommand(0, 1);
    for (const ArgumentSpec& spec : global_arguments()) add_argument(root, spec, global_slots);
    for (const Command& command : command_table()) add(command);
  }

  void add(const Command& command) {
    CLI::App* parent = &root;
    const std::vector<std::string> words = words_of(command.path);
    if (words.size() == 2) {
      CLI::App*& group = groups[words[0]];
      if (group == nullptr) {
        group = root.add_subcommand(words[0])->fallthrough();
        group->require_subcommand(0, 1);
      }
      parent = group;
    }
    Leaf leaf{&command, parent->add_subcommand(words.back())->fallthrough(), {}};
    for (const ArgumentSpec& spec : command.arguments)
      add_argument(*leaf.app, spec, leaf.slots);
    leaves.push_back(std::move(leaf));
  }

  /// The words of the commands that were recognised.
  [[nodiscard]] std::string parsed_path() const {
    std::string path;
    for (const CLI::App* app = &root; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      path += (path.empty() ? "" : " ") + app->get_name();
    }
    return path;
  }
};

void collect(const std::vector<std::unique_ptr<Slot>>& slots, Arguments& arguments) {
  for (const auto& slot : slots)
    if (slot->option->count() > 0) arguments.set(slot->spec->name, slot->values);
}

/// Names that would have been right where `parsed_path()` stands.
std::vector<std::string> candidates_after(const std::string& path, bool flags) {
  std::vector<std::string> names;
  if (flags)
    for (const ArgumentSpec& spec : global_arguments()) names.push_back(spec.name);
  for (const Command& command : command_table()) {
    const std::vector<std::string> words = words_of(command.path);
    if (flags && command.path == path)
      for (const ArgumentSpec& spec : command.arguments) names.push_back(spec.name);
    if (!flags && path.empty()) names.push_back(words[0]);
    if (!flags && words.size() == 2 && words[0] == path) names.push_back(words[1]);
  }
  return names;
}

tl::unexpected<Error> unexpected_word(const std::string& word, const std::string& path) {
  const bool flag = word.starts_with("-");
  const std::vector<std::string> names = candidates_after(path, flag);
  const std::string near = nearest_word(word, names);
  const std::string where = path.empty() ? "vedette" : "vedette " + path;
  const std::string what = flag ? "flag" : names.empty() ? "further argument" : "command";
  return fail(ErrorCode::invalid_argument, fmt::format("`{}` has no {} '{}'", where, what, word),
              near.empty() ? fmt::format("see `{} --help`", where)
                           : fmt::format("did you mean '{}'?", near));
}

Result<Invocation> explain(const Parser& parser, const CLI::ParseError& e) {
  const std::string path = parser.parsed_path();
  const std::string where = path.empty() ? "vedette" : "vedette " + path;
  return fail(ErrorCode::invalid_argument, e.what(), fmt::format("see `{} --help`", where));
}

}  // namespace

Result<Invocation> parse_command_line(int argc, const char* const* argv) {
  Parser parser;
  parser.root.allow_extras();
  try {
    parser.root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Invocation{nullptr, {}, help_text(parser.parsed_path())};
  } catch (const CLI::CallForVersion&) {
    return Invocation{nullptr, {}, version_text()};
  } catch (const CLI::ParseError& e) {
    return explain(parser, e);
  }
  const std::string path = parser.parsed_path();
  if (const std::vector<std::string> extra = parser.root.remaining(true); !extra.empty())
    return unexpected_word(extra.front(), path);
  const auto leaf = std::ranges::find_if(
      parser.leaves, [&](const Parser::Leaf& l) { return l.command->path == path; });
  if (leaf == parser.leaves.end()) return Invocation{nullptr, {}, help_text(path)};
  Invocation invocation{leaf->command, {}, {}};
  collect(parser.global_slots, invocation.arguments);
  collect(leaf->slots, invocation.arguments);
  return invocation;
}

}  // namespace vedette
