// SPDX-License-Identifier: Apache-2.0
#include "cli/flow_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/version.hpp"

namespace vedette {
namespace {

constexpr TimeNs kNever = std::numeric_limits<TimeNs>::max();
/// Packets may be this long on their way from the kernel; time-outs must not overtake them.
constexpr TimeNs kLiveLagNs = 1'000'000'000;
constexpr std::size_t kAhead = 2;  // rows between a prefetch and its use
constexpr std::size_t kRowsPerWrite = 512;  // so that the end of the input needs no more memory

/// Hosts' context, labels and the writer, in the order in which flows are reported.
class FlowRows {
 public:
  explicit FlowRows(const FlowJob& job)
      : job_(job),
        writer_(job.format->make({.features = job.features, .labelled = job.labels != nullptr})) {}

  [[nodiscard]] Result<> add(std::span<const FlowReport> reports, Output& output) {
    for (std::size_t i = 0; i < reports.size(); ++i) {
      if (i + kAhead < reports.size()) prefetch(*reports[i + kAhead].flow);
      add_row(reports[i]);
      if (++pending_ == kRowsPerWrite) VEDETTE_TRY(flush(output));
    }
    // What is known is written: somebody may be waiting for it at the other end of a pipe.
    return flush(output);
  }

  [[nodiscard]] Result<> finish(Output& output) {
    VEDETTE_TRY(flush(output));
    VEDETTE_TRY(output.write(writer_->end()));
    const std::string head = writer_->final_head();
    return head.empty() ? Result<>{} : output.write_head(head);
  }

 private:
  /// Flows that ended by a time-out left the caches long ago.
  static void prefetch(const Flow& flow) {
    constexpr std::size_t kLine = 64;
    const auto* bytes = reinterpret_cast<const char*>(&flow);
    for (std::size_t at = 0; at < sizeof(Flow); at += kLine) __builtin_prefetch(bytes + at);
  }

  void add_row(const FlowReport& report) {
    const Flow& flow = *report.flow;
    const HostCounts hosts = context_.add(flow, report.reported);
    if (flow.end == EndReason::so_far && !job_.format->early_records) return;
    writer_->add({.flow = flow,
                  .hosts = hosts,
                  .reported = report.reported,
                  .label = job_.labels != nullptr ? job_.labels->label_of(flow) : ""});
  }

  [[nodiscard]] Result<> flush(Output& output) {
    pending_ = 0;
    VEDETTE_TRY(output.write(writer_->bytes()));
    writer_->clear();
    return {};
  }

  const FlowJob& job_;
  HostContext context_{};
  std::size_t pending_ = 0;
  std::unique_ptr<FlowWriter> writer_;
};

}  // namespace

Result<MeterCounters> write_flows(const FlowJob& job, PacketSource& source, Output& output,
                                  const WorkContext& work, const Clock& clock) {
  PacketMeter meter(job.decode, job.meter);
  FlowRows rows(job);
  std::optional<Error> failure;
  const TimeNs end = job.live_for_ns > 0 ? clock() + job.live_for_ns : kNever;
  while (!work.stopped() && (!job.live || clock() < end)) {
    const auto packets = source.next(meter.batch_packets());
    if (!packets) {
      failure = packets.error();
      break;
    }
    if (!*packets) break;
    VEDETTE_TRY(rows.add(meter.add(**packets), output));
    if (job.live && (*packets)->empty() && !source.holds_back())
      VEDETTE_TRY(rows.add(meter.advance(clock() - kLiveLagNs), output));
    work.progress("flows", source.bytes_read(), source.bytes_total());
  }
  VEDETTE_TRY(rows.add(meter.add(source.rest()), output));
  for (auto last = meter.finish(); !last.empty(); last = meter.finish())
    VEDETTE_TRY(rows.add(last, output));
  VEDETTE_TRY(rows.finish(output));
  if (failure) return tl::unexpected(*failure);
  return meter.counters();
}

Json account_of(const FlowJob& job, const MeterCounters& counters) {
  Json outcomes = Json::object();
  for (int i = 0; i < kOutcomes; ++i)
    outcomes[std::string(to_string(static_cast<Outcome>(i)))] =
        counters.outcomes[static_cast<std::size_t>(i)];
  Json reasons = Json::object();
  for (int i = 0; i < kEndReasons; ++i)
    reasons[std::string(to_string(static_cast<EndReason>(i)))] =
        counters.reasons[static_cast<std::size_t>(i)];
  const auto in_seconds = [](TimeNs ns) { return static_cast<double>(ns) / 1e9; };
  return {{"program", fmt::format("vedette {}", program_version())},
          {"features", job.features.name()},
          {"fingerprint", job.features.fingerprint()},
          {"idle_timeout_seconds", in_seconds(job.meter.idle_timeout_ns)},
          {"active_timeout_seconds", in_seconds(job.meter.active_timeout_ns)},
          {"attempt_timeout_seconds", in_seconds(job.meter.attempt_timeout_ns)},
          {"linger_seconds", in_seconds(job.meter.linger_ns)},
          {"early_packets", job.meter.early_packets},
          {"early_seconds", in_seconds(job.meter.early_ns)},
          {"tunnels", job.decode.tunnels == TunnelPolicy::inner ? "inner" : "outer"},
          {"packets", counters.packets},
          {"wire_bytes", counters.wire_bytes},
          {"packets_by_outcome", std::move(outcomes)},
          {"flows", counters.flows},
          {"records_by_reason", std::move(reasons)},
          {"reordered_packets", counters.reordered},
          {"clock_jumps", counters.clock_jumps},
          {"most_live_flows", counters.most_live}};
}

std::string account_text(const MeterCounters& counters) {
  const auto count = [](std::uint64_t n) { return format_count(static_cast<std::int64_t>(n)); };
  std::string text =
      fmt::format("{} packets in {} flows", count(counters.outcomes[0]), count(counters.flows));
  std::vector<std::string> others;
  for (std::size_t i = 1; i < counters.outcomes.size(); ++i)
    if (counters.outcomes[i] > 0)
      others.push_back(
          fmt::format("{} {}", count(counters.outcomes[i]), to_string(static_cast<Outcome>(i))));
  if (!others.empty()) text += fmt::format("; in none: {}", fmt::join(others, ", "));
  const std::uint64_t evicted = counters.reasons[static_cast<std::size_t>(EndReason::evicted)];
  if (evicted > 0)
    text += fmt::format("\n{} flows ended early because --max-flows was reached", count(evicted));
  if (counters.clock_jumps > 0)
    text += fmt::format("\nthe capture's clock jumped back {} times; flows were ended there",
                        count(counters.clock_jumps));
  return text;
}

}  // namespace vedette
