// SPDX-License-Identifier: Apache-2.0
#include "simulate/planner.hpp"

#include <algorithm>
#include <cmath>

#include "simulate/dns_talk.hpp"

namespace vedette {

std::uint16_t PortBook::next(const Host& host, Draws& draws) {
  const TcpStack& stack = stack_of(host.system);
  const int ports = stack.ephemeral_high - stack.ephemeral_low + 1;
  const auto known = last_.find(&host);
  int& last = known != last_.end()
                  ? known->second
                  : last_.emplace(&host, static_cast<int>(draws.whole(0, ports - 1))).first->second;
  last = (last + static_cast<int>(draws.whole(1, 4))) % ports;
  return static_cast<std::uint16_t>(stack.ephemeral_low + last);
}

std::vector<TimeNs> Planner::arrivals() {
  std::vector<TimeNs> times;
  const double per_minute = real("rate");
  if (per_minute <= 0) return times;
  for (TimeNs at = span_.start;;) {
    at += seconds(draws_.exponential(60 / (per_minute * network_.rhythm(at))));
    if (at >= span_.end) return times;
    times.push_back(at);
  }
}

std::vector<TimeSpan> Planner::campaigns() {
  const double per_hour = real("campaigns");
  if (per_hour <= 0) return {};
  const double expected = per_hour * span_.seconds_long() / 3600;
  const auto whole = std::floor(expected);
  const auto count = static_cast<int>(whole) + (draws_.chance(expected - whole) ? 1 : 0);
  std::vector<TimeSpan> spans;
  for (int i = 0; i < std::max(1, count); ++i) {
    const double begin = draws_.uniform(0, 0.5);
    const double end = draws_.uniform(begin + 0.25, 1);
    spans.push_back({span_.start + seconds(begin * span_.seconds_long()),
                     span_.start + seconds(end * span_.seconds_long())});
  }
  return spans;
}

TimeNs Planner::moment(const TimeSpan& within) {
  return within.start + seconds(draws_.uniform(0, within.seconds_long()));
}

void Planner::look_up(TimeNs at, const Host& client, const std::string& name) {
  udp({.at = at,
       .client = &client,
       .server = &any(HostRole::name_server),
       .server_port = 53,
       .talk = [name](Dialogue& talk, Draws& draws) { ask_for_address(talk, draws, name); }});
}

void Planner::label_as_campaign(LabelPattern pattern) {
  pattern.label = scenario_.name;
  pattern.attempted = scenario_.attempted;
  campaign_ = labels_.open_campaign(std::move(pattern));
}

void Planner::add(Transport transport, CallPlan plan) {
  if (plan.at >= span_.end || plan.at < span_.start) return;
  if (plan.client_port == 0) plan.client_port = ports_.next(*plan.client, draws_);
  sessions_.push_back({transport, std::move(plan), draws_.fork(), &scenario_, campaign_});
}

OptionSpec rate_option(double standard, std::string help) {
  return {.name = "rate",
          .type = OptionType::real,
          .unit = "per minute",
          .standard = standard,
          .help = std::move(help),
          .low = 0,
          .high = 100'000};
}

OptionSpec campaigns_option() {
  return {.name = "campaigns",
          .type = OptionType::real,
          .unit = "per hour",
          .standard = 6.0,
          .help = "How often it happens; at least once unless 0",
          .low = 0,
          .high = 3'600};
}

OptionSpec count_option(std::string name, std::int64_t standard, std::string help) {
  return {.name = std::move(name),
          .type = OptionType::integer,
          .standard = standard,
          .help = std::move(help),
          .low = 1,
          .high = 100'000};
}

}  // namespace vedette
