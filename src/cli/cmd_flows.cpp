// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "capture/capture_files.hpp"
#include "capture/live_source.hpp"
#include "cli/commands.hpp"
#include "cli/flow_job.hpp"
#include "cli/privileges.hpp"
#include "cli/session.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr int kBadData = 3;
constexpr std::int64_t kDaySeconds = 86'400;

Result<TimeNs> seconds_of(const Arguments& arguments, std::string_view name, TimeNs otherwise,
                          std::int64_t low) {
  const std::int64_t seconds =
      VEDETTE_TRY(arguments.integer(name, otherwise / kSecond, low, kDaySeconds));
  return seconds * kSecond;
}

Result<MeterOptions> meter_options(const Arguments& arguments, int threads) {
  MeterOptions options{.threads = threads};
  options.idle_timeout_ns =
      VEDETTE_TRY(seconds_of(arguments, "--idle-timeout", options.idle_timeout_ns, 1));
  options.active_timeout_ns =
      VEDETTE_TRY(seconds_of(arguments, "--active-timeout", options.active_timeout_ns, 1));
  options.early_ns = VEDETTE_TRY(seconds_of(arguments, "--early-seconds", 0, 0));
  options.early_packets = static_cast<std::uint32_t>(
      VEDETTE_TRY(arguments.integer("--early-packets", 0, 0, 1'000'000)));
  options.max_flows = static_cast<std::size_t>(
      VEDETTE_TRY(arguments.integer("--max-flows", 1'000'000, 16, 1'000'000'000)));
  options.flows_by_vlan = arguments.has("--by-vlan");
  return options;
}

Result<FlowJob> job_of(Session& session, const Arguments& arguments) {
  FlowJob job;
  job.meter = VEDETTE_TRY(meter_options(arguments, session.work().threads));
  if (arguments.has("--outer")) job.decode.tunnels = TunnelPolicy::outer;
  const std::string form = session.answer() == Answer::json ? "jsonl" : "csv";
  job.format = VEDETTE_TRY(find_flow_format(arguments.text("--format", form)));
  job.features = VEDETTE_TRY(FeatureSet::named(arguments.text("--features", "vedette")));
  return job;
}

/// What was wrong with single files; their good packets were taken.
int report_problems(Session& session, const CaptureFiles& files) {
  for (const Error& problem : files.problems()) session.terminal().error(problem);
  const CaptureNotes notes = files.notes();
  if (notes.without_time > 0)
    session.terminal().warn(
        fmt::format("{} packets had no time of their own",
                    format_count(static_cast<std::int64_t>(notes.without_time))));
  return files.problems().empty() ? 0 : kBadData;
}

Result<Output> open_output(Session& session, const Arguments& arguments, const FlowJob& job) {
  const std::string path = arguments.text("--output", "-");
  if (job.format->rewrites_head && path == "-")
    return fail(ErrorCode::invalid_argument,
                fmt::format("the format {} cannot be written to a pipe", job.format->name),
                "give a file with --output");
  return Output::open(session.terminal(), path);
}

/// Where the account goes; opened before the work, as the output is.
Result<std::optional<Output>> open_account(Session& session, const Arguments& arguments) {
  if (!arguments.has("--account")) return std::optional<Output>{};
  return std::optional(VEDETTE_TRY(Output::open(session.terminal(), arguments.text("--account"))));
}

Result<> tell(Session& session, std::optional<Output>& account, const FlowJob& job,
              const MeterCounters& counters) {
  session.terminal().end_progress();
  session.terminal().note(account_text(counters));
  if (!account) return {};
  VEDETTE_TRY(account->write(dump_json(account_of(job, counters), 2) + "\n"));
  return account->finish();
}

Result<int> flows_of_files(Session& session, const Arguments& arguments, const FlowJob& job) {
  CaptureFiles files = VEDETTE_TRY(CaptureFiles::open(arguments.list("FILE")));
  Output output = VEDETTE_TRY(open_output(session, arguments, job));
  std::optional<Output> account = VEDETTE_TRY(open_account(session, arguments));
  const MeterCounters counters =
      VEDETTE_TRY(write_flows(job, files, output, session.work(), session.clock()));
  VEDETTE_TRY(output.finish());
  VEDETTE_TRY(tell(session, account, job, counters));
  return report_problems(session, files);
}

Result<LiveOptions> live_options(const Arguments& arguments) {
  LiveOptions options{.interfaces = arguments.list("--interface"),
                      .filter = arguments.text("--filter"),
                      .record = arguments.text("--record")};
  options.snap_length = static_cast<int>(
      VEDETTE_TRY(arguments.integer("--snap-length", options.snap_length, 64, 262'144)));
  return options;
}

/// What needs root (the interfaces) and what needs the user's folders (the output) is opened
/// first; the rest runs without either.
Result<int> flows_of_interfaces(Session& session, const Arguments& arguments, FlowJob job) {
  job.live = true;
  job.live_for_ns = VEDETTE_TRY(seconds_of(arguments, "--duration", 0, 0));
  const LiveOptions options = VEDETTE_TRY(live_options(arguments));
  LiveSource source = VEDETTE_TRY(LiveSource::open(options));
  Output output = VEDETTE_TRY(open_output(session, arguments, job));
  std::optional<Output> account = VEDETTE_TRY(open_account(session, arguments));
  VEDETTE_TRY(drop_privileges(arguments.text("--user", "nobody")));
  session.terminal().note("capturing; Ctrl-C ends it");
  const MeterCounters counters =
      VEDETTE_TRY(write_flows(job, source, output, session.work(), session.clock()));
  VEDETTE_TRY(output.finish());
  const LiveCounters live = source.counters();
  if (live.dropped_by_kernel + live.dropped_by_interface > 0)
    session.terminal().warn(fmt::format("not captured: {} dropped by the kernel, {} by the interface",
                                        live.dropped_by_kernel, live.dropped_by_interface));
  VEDETTE_TRY(tell(session, account, job, counters));
  return 0;
}

Result<int> run_flows(Session& session, const Arguments& arguments) {
  FlowJob job = VEDETTE_TRY(job_of(session, arguments));
  const bool live = arguments.has("--interface");
  if (live == arguments.has("FILE"))
    return fail(ErrorCode::invalid_argument, "give captures or --interface, one of the two");
  std::optional<FlowLabels> labels;
  if (arguments.has("--label")) {
    ByteSource schedule = VEDETTE_TRY(ByteSource::open(arguments.text("--label")));
    labels = VEDETTE_TRY(FlowLabels::read(std::move(schedule)));
    job.labels = &*labels;
  }
  return live ? flows_of_interfaces(session, arguments, job)
              : flows_of_files(session, arguments, job);
}

}  // namespace

std::vector<Command> flow_commands() {
  return {{
      .path = "flows",
      .summary = "Turn captured packets into one row of features per flow",
      .description =
          "Reads pcap and pcapng files (plain, .gz, .zst, standard input as -, or directories) as "
          "one stream and writes a row per flow: who spoke to whom, and the features that "
          "`vedette features` lists. Time is the capture's own. Every packet is in a flow or in a "
          "counter with a reason; --account writes them down. A damaged file gives what was "
          "readable, an error, and status 3.",
      .examples = {{"vedette flows capture.pcap > flows.csv", "our features as CSV"},
                   {"vedette flows --features cic --output cic.csv captures/",
                    "the columns of CICFlowMeter, from all captures of a directory"},
                   {"vedette flows demo.pcap --label demo.labels.csv --output demo.csv",
                    "with labels from a schedule"},
                   {"vedette flows big.pcap.zst --format npy --features all --output big.npy",
                    "for numpy.load"},
                   {"vedette flows --interface eth0 --format eve --output eve.json",
                    "live; Ctrl-C ends it"},
                   {"tcpdump -w - | vedette flows - --early-packets 8 --json",
                    "with a first record once a flow has 8 packets"}},
      .arguments =
          {{Kind::positionals, "FILE", "", "Captures or directories"},
           {Kind::list, "--interface", "NAME", "Capture on this interface instead; repeatable"},
           {Kind::value, "--filter", "EXPRESSION", "Capture only what this filter of libpcap lets through"},
           {Kind::value, "--snap-length", "BYTES", "Bytes of a packet to look at, live", false, "256"},
           {Kind::value, "--record", "FILE", "Also keep what was captured"},
           {Kind::value, "--duration", "SECONDS", "Stop capturing after this time", false, "never"},
           {Kind::value, "--user", "NAME", "Become this user once the interfaces are open", false, "nobody"},
           {Kind::value, "--features", "SET", "Which features", false, "vedette",
            {"cic", "vedette", "all"}},
           {Kind::value, "--format", "FORMAT", "Form of the output", false, "csv",
            {"csv", "jsonl", "npy", "eve", "zeek"}},
           {Kind::value, "--output", "FILE", "Where to write", false, "standard output"},
           {Kind::value, "--label", "FILE", "Label flows by this schedule"},
           {Kind::value, "--account", "FILE", "Write where every packet went, as JSON"},
           {Kind::value, "--idle-timeout", "SECONDS", "End a flow after this silence", false,
            "120"},
           {Kind::value, "--active-timeout", "SECONDS", "Cut a flow at this age", false, "1800"},
           {Kind::value, "--early-packets", "N", "An early record at so many packets", false,
            "none"},
           {Kind::value, "--early-seconds", "SECONDS", "An early record at this age", false,
            "none"},
           {Kind::value, "--max-flows", "N", "Live flows at a time; more evict the quietest", false,
            "1000000"},
           {Kind::switch_, "--outer", "", "Count tunnels, not what they carry"},
           {Kind::switch_, "--by-vlan", "", "Tell flows apart by VLAN"}},
      .run = run_flows,
  }};
}

}  // namespace vedette
