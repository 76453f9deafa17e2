// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/arguments.hpp"
#include "cli/restart.hpp"
#include "cli/server_run.hpp"
#include "cli/session.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
#include "cli/terminal.hpp"

namespace vedette {
namespace {

std::optional<std::string> process_environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

/// NO_COLOR (no-color.org), CLICOLOR_FORCE and TERM=dumb, below an explicit setting.
Terminal::ColourMode colour_mode(const Arguments& arguments, const std::string& setting) {
  using Mode = Terminal::ColourMode;
  if (arguments.has("--no-color") || setting == "never") return Mode::never;
  if (setting == "always") return Mode::always;
  const auto set = [](const char* name) {
    const auto value = process_environment(name);
    return value && !value->empty();
  };
  if (set("NO_COLOR") || process_environment("TERM").value_or("") == "dumb") return Mode::never;
  return set("CLICOLOR_FORCE") ? Mode::always : Mode::automatic;
}

Terminal::Loudness loudness(const Arguments& arguments) {
  if (arguments.has("--quiet")) return Terminal::Loudness::quiet;
  return arguments.has("--verbose") ? Terminal::Loudness::verbose : Terminal::Loudness::normal;
}

std::string joined(int argc, const char* const* argv) {
  std::string line = "vedette";
  for (int i = 1; i < argc; ++i) line += std::string(" ") + argv[i];
  // A store given on the command line may carry a password.
  return mask_credentials(line);
}

int failed(Terminal& terminal, const Error& error) {
  terminal.end_progress();
  terminal.error(error);
  return exit_status(error.code);
}

int run(int argc, char** argv) {
  Terminal plain(Terminal::ColourMode::automatic, Terminal::Loudness::normal);
  const Result<Invocation> invocation = parse_command_line(argc, argv);
  if (!invocation) return failed(plain, invocation.error());
  if (invocation->command == nullptr) {
    plain.out(invocation->text);
    return EXIT_SUCCESS;
  }
  if (invocation->command->trains) {
    const Result<> restarted = restart_with_library_settings(argv);
    if (!restarted) plain.warn(to_string(restarted.error()));
  }
  const Arguments& arguments = invocation->arguments;
  Result<Settings> settings = Settings::load(arguments, process_environment);
  if (!settings) return failed(plain, settings.error());
  Terminal terminal(colour_mode(arguments, settings->text("output.color")), loudness(arguments));
  SignalStop signals;
  Session session(std::move(*settings), terminal, signals,
                  arguments.has("--json") ? Answer::json : Answer::text, joined(argc, argv));
  if (const Result<> joined = join_server_run(session, process_environment); !joined)
    return failed(terminal, joined.error());
  const Result<int> status = invocation->command->run(session, arguments);
  terminal.end_progress();
  if (!status) return failed(terminal, status.error());
  // Output that never arrived is a failure, as when the disk is full.
  if (std::fflush(stdout) != 0) return EXIT_FAILURE;
  return *status;
}

}  // namespace
}  // namespace vedette

int main(int argc, char** argv) {
  try {
    return vedette::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "vedette: internal fault: %s\n", e.what());
  } catch (...) {
    std::fputs("vedette: internal fault\n", stderr);
  }
  return EXIT_FAILURE;
}
