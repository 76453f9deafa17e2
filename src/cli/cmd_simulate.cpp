// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "data/timestamp.hpp"
#include "simulate/scenario.hpp"
#include "simulate/simulation_files.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr const char* kStart = "2026-01-05T08:00:00Z";  // a Monday morning

Json scenario_json(const ScenarioEntry& entry) {
  return {{"name", entry.name},
          {"kind", entry.intent == Intent::attack ? "attack" : "benign"},
          {"summary", entry.summary},
          {"options", describe_options(entry.options)}};
}

void list_scenarios(Session& session) {
  Json rows = Json::array();
  std::vector<std::vector<std::string>> table;
  for (const ScenarioEntry& entry : scenario_catalog()) {
    rows.push_back(scenario_json(entry));
    table.push_back(
        {entry.name, entry.intent == Intent::attack ? "attack" : "benign", entry.summary});
  }
  if (session.answer() == Answer::json)
    session.terminal().out_json(rows);
  else
    session.terminal().out(format_table({"NAME", "KIND", "SUMMARY"}, table));
}

/// `90s`, `10m`, `2h`, `1d`.
Result<TimeNs> parse_length(const std::string& text) {
  constexpr TimeNs kMost = 7 * 24 * 3600 * kSecond;
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const std::int64_t seconds_each = unit == "s"   ? 1
                                    : unit == "m" ? 60
                                    : unit == "h" ? 3'600
                                    : unit == "d" ? 86'400
                                                  : 0;
  const bool sound = error == std::errc() && seconds_each > 0 && count > 0;
  if (!sound || count > kMost / kSecond / seconds_each)
    return fail(ErrorCode::invalid_argument,
                fmt::format("--duration: '{}' is no length of time", text),
                "write it as 90s, 10m, 2h or 7d; at most 7d");
  return count * seconds_each * kSecond;
}

Result<TimeNs> parse_start(const std::string& text) {
  const std::optional<TimeNs> time = parse_timestamp(text, TimeFormat::iso8601);
  constexpr TimeNs kMost = (TimeNs{1} << 32) * kSecond;  // capture files count 32-bit seconds
  if (!time || *time < 0 || *time >= kMost - 8 * 86'400 * kSecond)
    return fail(ErrorCode::invalid_argument, fmt::format("--start: '{}' is no time", text),
                fmt::format("write it as {}, from 1970 to 2105", kStart));
  return *time - *time % 1'000;
}

Result<SimulationRequest> request_from(const Arguments& arguments) {
  SimulationRequest request;
  request.seed = static_cast<std::uint64_t>(
      VEDETTE_TRY(arguments.integer("--seed", 1, 0, std::int64_t{1} << 53)));
  request.duration = VEDETTE_TRY(parse_length(arguments.text("--duration", "10m")));
  request.start = VEDETTE_TRY(parse_start(arguments.text("--start", kStart)));
  const std::string file = arguments.text("--traffic");
  const std::string yaml = file.empty() ? "" : VEDETTE_TRY(read_file(file, std::size_t{1} << 20));
  request.config = VEDETTE_TRY(read_traffic_config(yaml, file));
  request.scenarios =
      VEDETTE_TRY(choose_scenarios(arguments.text("--scenarios"), arguments.text("--exclude")));
  return request;
}

void report(Session& session, const Simulation& simulation, const SimulationPaths& paths) {
  Json counts = Json::object();
  std::vector<std::vector<std::string>> table;
  for (const auto& [name, count] : simulation.scenarios) {
    counts[name] = {{"conversations", count.conversations}, {"packets", count.packets}};
    table.push_back({name, std::to_string(count.conversations), std::to_string(count.packets)});
  }
  if (session.answer() == Answer::json) {
    session.terminal().out_json(Json{{"capture", paths.capture.string()},
                                     {"labels", paths.labels.string()},
                                     {"packets", simulation.packets},
                                     {"bytes", simulation.bytes},
                                     {"label_rows", simulation.labels.rows().size()},
                                     {"scenarios", counts}});
    return;
  }
  session.terminal().out(format_table({"SCENARIO", "CONVERSATIONS", "PACKETS"}, table));
  session.terminal().note(fmt::format("{} packets, {} written to {}; labels to {}",
                                      format_count(static_cast<std::int64_t>(simulation.packets)),
                                      format_bytes(simulation.bytes), paths.capture.string(),
                                      paths.labels.string()));
}

Result<int> run_simulate(Session& session, const Arguments& arguments) {
  if (arguments.has("--list")) {
    list_scenarios(session);
    return 0;
  }
  if (!arguments.has("--out"))
    return fail(ErrorCode::invalid_argument, "--out FILE is required",
                "or --list, to see the scenarios");
  const SimulationRequest request = VEDETTE_TRY(request_from(arguments));
  const std::string out = arguments.text("--out");
  const SimulationPaths paths = {out, arguments.text("--labels", out + ".labels.csv")};
  const Simulation simulation = VEDETTE_TRY(write_simulation(request, paths, session.work()));
  session.terminal().end_progress();
  report(session, simulation, paths);
  return 0;
}

}  // namespace

std::vector<Command> simulate_commands() {
  return {{
      .path = "simulate",
      .summary = "Write labelled synthetic traffic as a capture file",
      .description =
          "Benign traffic of a small site and attacks on it, as real packets, with a schedule of "
          "labels that 'vedette flows --label' reads. The same seed and options give the same "
          "bytes on every machine. docs/simulator.md describes the network and the scenarios.",
      .examples = {{"vedette simulate --out demo.pcap", "ten minutes, every scenario"},
                   {"vedette simulate --seed 2 --duration 1h --out train.pcap --exclude "
                    "dns_tunnel,exfiltration",
                    "leaves out two kinds of attack"},
                   {"vedette simulate --list", "the scenarios"}},
      .arguments = {{Kind::value, "--out", "FILE", "Capture file to write"},
                    {Kind::value, "--labels", "FILE", "Label schedule to write", false,
                     "the capture's name and .labels.csv"},
                    {Kind::value, "--seed", "N", "Seed of everything drawn", false, "1"},
                    {Kind::value, "--duration", "TIME", "How long: 90s, 10m, 2h, 1d", false, "10m"},
                    {Kind::value, "--start", "TIME", "When the capture begins", false, kStart},
                    {Kind::value, "--scenarios", "LIST",
                     "Only these, comma-separated; also 'benign', 'attacks'", false, "all"},
                    {Kind::value, "--exclude", "LIST", "All but these"},
                    {Kind::value, "--traffic", "FILE",
                     "YAML with options of the network and the scenarios"},
                    {Kind::switch_, "--list", "", "List the scenarios and write nothing"}},
      .run = run_simulate,
  }};
}

}  // namespace vedette
