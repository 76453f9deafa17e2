// SPDX-License-Identifier: Apache-2.0
// Shell completions: the words of commands and their flags, and file names after them.
#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/arguments.hpp"
#include "cli/help.hpp"

namespace vedette {
namespace {

/// What may follow each command path: "" -> commands, "models" -> its commands, "train" -> flags.
std::map<std::string, std::set<std::string>> words_after() {
  std::map<std::string, std::set<std::string>> words;
  for (const Command& command : command_table()) {
    const auto blank = command.path.find(' ');
    words[""].insert(command.path.substr(0, blank));
    if (blank != std::string::npos)
      words[command.path.substr(0, blank)].insert(command.path.substr(blank + 1));
    for (const ArgumentSpec& spec : command.arguments) {
      if (spec.name.starts_with("--")) words[command.path].insert(spec.name);
      if (!spec.name.starts_with("--"))
        words[command.path].insert(spec.choices.begin(), spec.choices.end());
    }
    for (const ArgumentSpec& spec : global_arguments()) words[command.path].insert(spec.name);
  }
  return words;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string bash_script() {
  std::string cases;
  for (const auto& [path, words] : words_after())
    cases += fmt::format("    '{}') words='{}' ;;\n", path, joined(words));
  return fmt::format(R"(# bash completion for vedette
_vedette() {{
  local path='' word words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    case $word in
      -*) continue ;;
    esac
    case "${{path:+$path }}$word" in
{}    *) ;;
    esac
    [[ -n $words ]] && path="${{path:+$path }}$word" && words=''
  done
  words=''
  case "$path" in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}")
  [[ ${{#COMPREPLY[@]}} -eq 0 ]] && mapfile -t COMPREPLY < <(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -o filenames -F _vedette vedette
)",
                     cases, cases);
}

std::string zsh_script() {
  std::string script = "#compdef vedette\nautoload -U +X bashcompinit && bashcompinit\n";
  return script + bash_script();
}

std::string fish_script() {
  std::string script = "# fish completion for vedette\ncomplete -c vedette -f\n";
  for (const Command& command : command_table()) {
    const auto blank = command.path.find(' ');
    const std::string first = command.path.substr(0, blank);
    if (blank == std::string::npos) {
      script += fmt::format("complete -c vedette -n __fish_use_subcommand -a {} -d '{}'\n", first,
                            command.summary);
    } else {
      script += fmt::format("complete -c vedette -n __fish_use_subcommand -a {}\n", first);
      script += fmt::format(
          "complete -c vedette -n '__fish_seen_subcommand_from {}' -a {} -d '{}'\n", first,
          command.path.substr(blank + 1), command.summary);
    }
    for (const ArgumentSpec& spec : command.arguments)
      if (spec.name.starts_with("--"))
        script += fmt::format("complete -c vedette -n '__fish_seen_subcommand_from {}' -l {} {}\n",
                              first, spec.name.substr(2),
                              spec.kind == ArgumentSpec::Kind::switch_ ? "" : "-r -F");
  }
  return script;
}

}  // namespace

Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash_script();
  if (shell == "zsh") return zsh_script();
  if (shell == "fish") return fish_script();
  return fail(ErrorCode::invalid_argument, fmt::format("no completions for '{}'", shell),
              "bash, zsh and fish are known");
}

}  // namespace vedette
