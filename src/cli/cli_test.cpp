// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "base/file.hpp"
#include "cli/arguments.hpp"
#include "cli/help.hpp"
#include "cli/settings.hpp"
#include "cli/terminal.hpp"

namespace vedette {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Result<Invocation> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "vedette");
  return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST(Parser, flags_may_stand_before_and_after_the_command) {
  for (const auto& words : std::vector<std::vector<const char*>>{
           {"--home", "H", "ingest", "--dataset", "d", "--json", "a.csv", "b.csv"},
           {"ingest", "a.csv", "--dataset=d", "b.csv", "--home=H", "--json"}}) {
    const Invocation invocation = parse(words).value();
    ASSERT_NE(invocation.command, nullptr);
    EXPECT_EQ(invocation.command->path, "ingest");
    EXPECT_EQ(invocation.arguments.text("--home"), "H");
    EXPECT_EQ(invocation.arguments.text("--dataset"), "d");
    EXPECT_THAT(invocation.arguments.list("FILE"), ElementsAre("a.csv", "b.csv"));
    EXPECT_TRUE(invocation.arguments.has("--json"));
  }
}

TEST(Parser, two_word_commands_and_standard_input) {
  EXPECT_EQ(parse({"models", "list"}).value().command->path, "models list");
  const Invocation predict = parse({"predict", "--model", "m@2", "-"}).value();
  EXPECT_EQ(predict.arguments.text("FILE"), "-");
}

TEST(Parser, each_positional_takes_one_word) {
  const Invocation diff = parse({"models", "diff", "kdd@2", "kdd@1"}).value();
  EXPECT_EQ(diff.arguments.text("LEFT"), "kdd@2");
  EXPECT_EQ(diff.arguments.text("RIGHT"), "kdd@1");
  EXPECT_FALSE(parse({"models", "diff", "kdd@2"}));
  EXPECT_FALSE(parse({"models", "diff", "kdd@2", "kdd@1", "kdd@0"}));
}

TEST(Parser, a_repeated_flag_gathers_its_values) {
  const Invocation train =
      parse({"train", "--dataset", "d", "--learner-option", "a.b=1", "--learner-option", "a.c=2"})
          .value();
  EXPECT_THAT(train.arguments.list("--learner-option"), ElementsAre("a.b=1", "a.c=2"));
}

TEST(Parser, mistakes_are_answered_with_the_nearest_word) {
  const struct {
    std::vector<const char*> words;
    const char* says;
  } cases[] = {
      {{"trian"}, "did you mean 'train'?"},
      {{"models", "promot", "x"}, "did you mean 'promote'?"},
      {{"train", "--dataste", "d"}, "--dataset"},
      {{"train"}, "--dataset"},
      {{"predict", "--model", "m", "--to", "xml"}, "xml"},
      {{"predict", "--model"}, "--model"},
      {{"models", "show", "a", "b"}, "b"},
  };
  for (const auto& [words, says] : cases) {
    const Result<Invocation> invocation = parse(words);
    ASSERT_FALSE(invocation) << words[0];
    EXPECT_EQ(invocation.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(to_string(invocation.error()), HasSubstr(says));
  }
}

TEST(Parser, help_works_at_every_level_and_shows_examples_first) {
  EXPECT_THAT(parse({"--help"}).value().text, HasSubstr("Commands:"));
  EXPECT_THAT(parse({}).value().text, HasSubstr("Commands:"));
  EXPECT_THAT(parse({"models", "--help"}).value().text, HasSubstr("models promote"));
  EXPECT_THAT(parse({"models"}).value().text, HasSubstr("models promote"));
  const std::string train = parse({"train", "-h"}).value().text;
  EXPECT_LT(train.find("vedette train --dataset kdd"), train.find("Usage:"));
  EXPECT_THAT(train, HasSubstr("--max-fpr"));
  EXPECT_THAT(parse({"--version"}).value().text, HasSubstr("vedette 0."));
}

TEST(Commands, every_row_of_the_table_is_complete_and_unique) {
  std::set<std::string> paths;
  for (const Command& command : command_table()) {
    EXPECT_TRUE(paths.insert(command.path).second) << command.path;
    EXPECT_FALSE(command.summary.empty()) << command.path;
    EXPECT_NE(command.run, nullptr) << command.path;
    std::set<std::string> names;
    for (const ArgumentSpec& spec : command.arguments) {
      EXPECT_TRUE(names.insert(spec.name).second) << command.path << " " << spec.name;
      EXPECT_FALSE(spec.help.empty()) << command.path << " " << spec.name;
    }
    EXPECT_THAT(help_text(command.path), HasSubstr("Usage: vedette " + command.path));
  }
}

TEST(Arguments, whole_numbers_are_checked) {
  Arguments arguments;
  arguments.set("--limit", {"12"});
  arguments.set("--bad", {"1x"});
  EXPECT_EQ(arguments.integer("--limit", 0, 1, 100).value(), 12);
  EXPECT_EQ(arguments.integer("--none", 7, 1, 100).value(), 7);
  EXPECT_FALSE(arguments.integer("--limit", 0, 1, 10));
  EXPECT_THAT(arguments.integer("--bad", 0, 1, 10).error().message, HasSubstr("1x"));
}

Environment environment_of(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](
             const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string temporary_file(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + name;
  check(write_file_atomically(path, text).has_value(), "a test may write a temporary file");
  return path;
}

TEST(Settings, flag_beats_environment_beats_file_beats_default) {
  const std::string file = temporary_file("settings.yaml", "home: /file\nthreads: 3\n");
  Arguments flags;
  flags.set("--config", {file});
  EXPECT_EQ(Settings::load(flags, environment_of({})).value().text("home"), "/file");
  EXPECT_EQ(Settings::load(flags, environment_of({})).value().text("threads"), "3");
  const Environment environment = environment_of({{"VEDETTE_HOME", "/env"}, {"HOME", "/u"}});
  EXPECT_EQ(Settings::load(flags, environment).value().at("home").origin,
            "environment VEDETTE_HOME");
  flags.set("--home", {"/flag"});
  EXPECT_EQ(Settings::load(flags, environment).value().text("home"), "/flag");
  const Settings standard = Settings::load({}, environment_of({{"HOME", "/u"}})).value();
  EXPECT_EQ(standard.text("home"), "/u/.local/share/vedette");
  EXPECT_EQ(standard.at("home").origin, "default");
}

TEST(Settings, a_secret_may_come_from_a_file) {
  const std::string file = temporary_file("uri", "mongodb://u:p@h/db\n");
  const Settings settings =
      Settings::load({}, environment_of({{"VEDETTE_STORE__URI_FILE", file}})).value();
  EXPECT_EQ(settings.text("store.uri"), "mongodb://u:p@h/db");
}

TEST(Settings, unknown_keys_and_bad_values_are_errors) {
  const auto message = [](const std::string& yaml) {
    Arguments flags;
    flags.set("--config", {temporary_file("bad.yaml", yaml)});
    return to_string(Settings::load(flags, environment_of({})).error());
  };
  EXPECT_THAT(message("hoem: /x\n"), HasSubstr("did you mean 'home'?"));
  EXPECT_THAT(message("threads: many\n"), HasSubstr("threads"));
  EXPECT_THAT(message("output: {color: pink}\n"), HasSubstr("output.color"));
  Arguments flags;
  flags.set("--config", {"/nowhere.yaml"});
  EXPECT_FALSE(Settings::load(flags, environment_of({})));
}

TEST(Terminal, tables_align_and_numbers_stand_right) {
  EXPECT_EQ(format_table({"NAME", "ROWS"}, {{"a", "1"}, {"bcé", "1,000"}}),
            "NAME   ROWS\na         1\nbcé   1,000\n");
}

TEST(Terminal, control_characters_cannot_reach_the_screen) {
  EXPECT_EQ(printable("a\x1b[31mb\r\n"), "a\\x1b[31mb\\x0d\n");
}

TEST(Terminal, counts_and_sizes_are_readable) {
  EXPECT_EQ(format_count(0), "0");
  EXPECT_EQ(format_count(-1234567), "-1,234,567");
  EXPECT_EQ(format_bytes(999), "999 B");
  EXPECT_EQ(format_bytes(1'250'000), "1.2 MB");
}

/// Runs a command and hands back its exit status.
int shell(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Completions, bash_completes_commands_and_flags) {
  const std::string file = temporary_file("vedette.bash", completion_script("bash").value());
  const auto completes = [&](const std::string& words, const std::string& expected) {
    const std::string script = "source " + file + "; COMP_WORDS=(" + words +
                               "); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _vedette; "
                               "printf \"%s\\n\" \"${COMPREPLY[@]}\" | grep -qx -- " + expected;
    return shell("bash -c '" + script + "'") == 0;
  };
  EXPECT_TRUE(completes("vedette tr", "train"));
  EXPECT_TRUE(completes("vedette models pro", "promote"));
  EXPECT_TRUE(completes("vedette train --data", "--dataset"));
  EXPECT_FALSE(completes("vedette tr", "models"));
  EXPECT_FALSE(completion_script("tcsh"));
}

TEST(Manual, mandoc_finds_nothing_to_object_to) {
  if (shell("command -v mandoc >/dev/null") != 0) GTEST_SKIP() << "mandoc is not installed";
  const std::string file = temporary_file("vedette.1", manual_page());
  EXPECT_EQ(shell("mandoc -Tlint -Wwarning " + file), 0);
}

TEST(Reference, the_page_in_docs_is_the_one_the_program_writes) {
  const std::string page =
      read_file(std::string(VEDETTE_SOURCE_DIR) + "/docs/reference/cli.md").value_or("");
  EXPECT_EQ(page, reference_page())
      << "run: build/test/vedette manual --markdown > docs/reference/cli.md";
}

}  // namespace
}  // namespace vedette
