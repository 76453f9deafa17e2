// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/doctor.hpp"
#include "cli/help.hpp"
#include "cli/session.hpp"
#include "pipeline/catalogue.hpp"
#include "store/store.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

std::string options_text(const Json& entry) {
  std::string text;
  if (!entry.contains("options")) return text;
  for (const Json& option : entry["options"])
    text += fmt::format("      {:<22}{} (default {})\n", option["name"].get<std::string>(),
                        option["help"].get<std::string>(), dump_json(option["default"]));
  return text;
}

Result<int> run_catalog(Session& session, const Arguments& arguments) {
  const Json catalog = catalog_json();
  const std::string wanted = arguments.text("KIND");
  if (session.answer() == Answer::json) {
    session.terminal().out_json(wanted.empty() ? catalog : catalog[wanted]);
    return 0;
  }
  Terminal& terminal = session.terminal();
  for (const auto& [kind, entries] : catalog.items()) {
    if (!wanted.empty() && wanted != kind) continue;
    terminal.out(terminal.paint(Colour::bold, kind) + "\n");
    for (const Json& entry : entries) {
      terminal.out(fmt::format("  {:<22}{}\n", entry["name"].get<std::string>(),
                               entry["summary"].get<std::string>()));
      // With one kind asked for there is room for the options.
      if (!wanted.empty()) terminal.out(options_text(entry));
    }
  }
  return 0;
}

Result<int> run_config_print(Session& session, const Arguments& arguments) {
  Json rows = Json::object();
  std::string text;
  for (const SettingSpec& spec : setting_table()) {
    const Setting& setting = session.settings().at(spec.name);
    const std::string value = spec.secret ? mask_credentials(setting.value) : setting.value;
    rows[spec.name] = {{"value", value}, {"origin", setting.origin}};
    text += arguments.has("--show-origin")
                ? fmt::format("{}: {}  # {}\n", spec.name, value, setting.origin)
                : fmt::format("{}: {}\n", spec.name, value);
  }
  if (session.answer() == Answer::json)
    session.terminal().out_json(rows);
  else
    session.terminal().out(text);
  return 0;
}

/// Loading the settings is the check: a wrong file never gets this far.
Result<int> run_config_check(Session& session, const Arguments&) {
  const std::string& file = session.settings().file();
  const bool exists = std::filesystem::exists(file);
  if (session.answer() == Answer::json)
    session.terminal().out_json(Json{{"file", file}, {"exists", exists}, {"valid", true}});
  else
    session.terminal().out(fmt::format("{}: {}\n", file, exists ? "valid" : "there is no file"));
  return 0;
}

Result<int> run_doctor(Session& session, const Arguments&) {
  const std::vector<HealthCheck> findings = examine(session);
  bool all_well = true;
  Json rows = Json::array();
  for (const HealthCheck& finding : findings) {
    all_well = all_well && finding.well;
    rows.push_back({{"check", finding.check}, {"well", finding.well},
                    {"message", finding.message}});
    if (session.answer() == Answer::text)
      session.terminal().out(fmt::format(
          "{}  {:<12}{}\n",
          session.terminal().paint(finding.well ? Colour::green : Colour::red,
                                   finding.well ? "ok  " : "FAIL"),
          finding.check, printable(finding.message)));
  }
  if (session.answer() == Answer::json)
    session.terminal().out_json(Json{{"well", all_well}, {"checks", std::move(rows)}});
  return all_well ? 0 : 1;
}

Result<int> run_completions(Session& session, const Arguments& arguments) {
  const std::string script = VEDETTE_TRY(completion_script(arguments.text("SHELL")));
  session.terminal().out(script);
  return 0;
}

Result<int> run_manual(Session& session, const Arguments& arguments) {
  session.terminal().out(arguments.has("--markdown") ? reference_page() : manual_page());
  return 0;
}

}  // namespace

std::vector<Command> system_commands() {
  return {
      {.path = "catalog",
       .summary = "List what there is to choose from, with all options",
       .examples = {{"vedette catalog learners", "with every option"}},
       .arguments = {{Kind::positional, "KIND", "", "Only this kind", false, {},
                      {"sources", "stores", "steps", "learners", "validation_codes",
                       "flow_formats", "scenarios"}}},
       .run = run_catalog},
      {.path = "config print",
       .summary = "Print the settings in force; secrets are masked",
       .arguments = {{Kind::switch_, "--show-origin", "", "Say where each value comes from"}},
       .run = run_config_print},
      {.path = "config check", .summary = "Check the configuration file",
       .run = run_config_check},
      {.path = "doctor", .summary = "Check that everything this program needs is in order",
       .run = run_doctor},
      {.path = "completions",
       .summary = "Print the completions for a shell",
       .examples = {{"vedette completions bash > ~/.local/share/bash-completion/completions/vedette",
                     ""}},
       .arguments = {{Kind::positional, "SHELL", "", "bash, zsh or fish", true, {},
                      {"bash", "zsh", "fish"}}},
       .run = run_completions},
      {.path = "manual",
       .summary = "Print the manual page",
       .examples = {{"vedette manual | man -l -", ""}},
       .arguments = {{Kind::switch_, "--markdown", "", "As Markdown instead"}},
       .run = run_manual},
  };
}

}  // namespace vedette
