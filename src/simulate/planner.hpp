// SPDX-License-Identifier: Apache-2.0
/// What a scenario plans with: the network, its options, its random numbers, the span of time, and
/// the list of conversations that it fills.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "simulate/scenario.hpp"

namespace vedette {

struct TimeSpan {
  TimeNs start = 0;
  TimeNs end = 0;
  [[nodiscard]] double seconds_long() const {
    return static_cast<double>(end - start) / static_cast<double>(kSecond);
  }
};

/// A conversation in the order book of the simulator.
struct PlannedSession {
  Transport transport = Transport::tcp;
  CallPlan plan{};
  Draws draws;
  const ScenarioEntry* scenario = nullptr;
  std::optional<std::size_t> campaign{};  ///< labelled together with others
};

/// Ephemeral ports, host by host, so that no two conversations at a time have the same ends.
class PortBook {
 public:
  [[nodiscard]] std::uint16_t next(const Host& host, Draws& draws);

 private:
  std::map<const Host*, int> last_;
};

class Planner {
 public:
  Planner(const ScenarioEntry& scenario, const Options& options, const Network& network,
          TimeSpan span, Draws draws, PortBook& ports, LabelSchedule& labels)
      : scenario_(scenario),
        options_(options),
        network_(network),
        span_(span),
        draws_(std::move(draws)),
        ports_(ports),
        labels_(labels) {}

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const TimeSpan& span() const { return span_; }
  [[nodiscard]] Draws& draws() { return draws_; }
  [[nodiscard]] const Host& any(HostRole role) { return network_.any(role, draws_); }
  [[nodiscard]] double real(std::string_view option) const { return options_.real(option); }
  [[nodiscard]] std::int64_t integer(std::string_view option) const {
    return options_.integer(option);
  }

  /// Moments of a Poisson process that follows the day rhythm: option `rate`, per minute.
  [[nodiscard]] std::vector<TimeNs> arrivals();
  /// Spans of attacks: option `campaigns`, per hour; at least one unless it is 0.
  [[nodiscard]] std::vector<TimeSpan> campaigns();
  /// A moment in `within`.
  [[nodiscard]] TimeNs moment(const TimeSpan& within);

  void tcp(CallPlan plan) { add(Transport::tcp, std::move(plan)); }
  void udp(CallPlan plan) { add(Transport::udp, std::move(plan)); }
  void ping(CallPlan plan) { add(Transport::ping, std::move(plan)); }
  /// Someone asks the site's name server for `name`, and gets an address.
  void look_up(TimeNs at, const Host& client, const std::string& name);

  /// From here on conversations share one row of the schedule.
  void label_as_campaign(LabelPattern pattern);

  [[nodiscard]] std::vector<PlannedSession> take() { return std::move(sessions_); }

 private:
  void add(Transport transport, CallPlan plan);

  const ScenarioEntry& scenario_;
  const Options& options_;
  const Network& network_;
  TimeSpan span_;
  Draws draws_;
  PortBook& ports_;
  LabelSchedule& labels_;
  std::optional<std::size_t> campaign_{};
  std::vector<PlannedSession> sessions_{};
};

/// Rows of the option tables that many scenarios share.
[[nodiscard]] OptionSpec rate_option(double standard, std::string help);
[[nodiscard]] OptionSpec campaigns_option();
[[nodiscard]] OptionSpec count_option(std::string name, std::int64_t standard, std::string help);

}  // namespace vedette
