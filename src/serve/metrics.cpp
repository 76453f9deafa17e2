// SPDX-License-Identifier: Apache-2.0
#include "serve/metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;

void header(std::string& text, std::string_view name, std::string_view type,
            std::string_view help) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

/// OpenMetrics names a counter's family without its suffix.
std::string_view family(std::string_view name, std::string_view type, MetricsFormat format) {
  constexpr std::string_view kTotal = "_total";
  if (format == MetricsFormat::openmetrics && type == "counter" && name.ends_with(kTotal))
    name.remove_suffix(kTotal.size());
  return name;
}

std::string route_labels(std::span<const Route> routes, std::size_t i) {
  if (i == routes.size()) return R"(route="none",method="any")";
  return fmt::format("route={},method=\"{}\"", label_value(routes[i].path),
                     to_string(routes[i].method));
}

void add_requests(std::string& text, const ServeMetrics& metrics, std::span<const Route> routes,
                  MetricsFormat format) {
  header(text, family("vedette_http_requests_total", "counter", format), "counter",
         "Requests by route and class of status");
  for (std::size_t i = 0; i < metrics.size(); ++i)
    for (std::size_t c = 0; c < 6; ++c)
      if (const std::uint64_t count = metrics.of(i).by_class[c]; count > 0)
        fmt::format_to(std::back_inserter(text),
                       "vedette_http_requests_total{{{},status=\"{}\"}} {}\n",
                       route_labels(routes, i), c == 0 ? "broken" : fmt::format("{}xx", c), count);
}

void add_latencies(std::string& text, const ServeMetrics& metrics, std::span<const Route> routes) {
  header(text, "vedette_http_request_duration_seconds", "histogram",
         "Time from the complete header to the last byte of the answer");
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const RouteCounts& counts = metrics.of(i);
    std::uint64_t so_far = 0;
    std::string buckets;
    const std::string labels = route_labels(routes, i);
    for (std::size_t b = 0; b < counts.latency.size(); ++b) {
      so_far += counts.latency[b];
      const std::string bound =
          b < kLatencyBounds.size() ? fmt::format("{}", kLatencyBounds[b]) : "+Inf";
      fmt::format_to(std::back_inserter(buckets),
                     "vedette_http_request_duration_seconds_bucket{{{},le=\"{}\"}} {}\n", labels,
                     bound, so_far);
    }
    if (so_far == 0) continue;
    text += buckets;
    fmt::format_to(std::back_inserter(text),
                   "vedette_http_request_duration_seconds_sum{{{0}}} {1}\n"
                   "vedette_http_request_duration_seconds_count{{{0}}} {2}\n",
                   labels, static_cast<double>(counts.nanoseconds) / kNanosecondsPerSecond, so_far);
  }
}

void add_bytes(std::string& text, const ServeMetrics& metrics, MetricsFormat format) {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    in += metrics.of(i).bytes_in;
    out += metrics.of(i).bytes_out;
  }
  header(text, family("vedette_http_received_bytes_total", "counter", format), "counter",
         "Bytes of request bodies");
  text += fmt::format("vedette_http_received_bytes_total {}\n", in);
  header(text, family("vedette_http_sent_bytes_total", "counter", format), "counter",
         "Bytes of answers");
  text += fmt::format("vedette_http_sent_bytes_total {}\n", out);
}

}  // namespace

Json to_json(const TrafficPoint& point) {
  return Json::array({point.time / 1'000'000'000, point.rows, point.attacks, point.rejected,
                      point.requests, point.mean_seconds * 1e6});
}

std::string label_value(std::string_view text) {
  std::string value = "\"";
  for (const char c : text) {
    if (c == '\\' || c == '"') value += '\\';
    if (c == '\n')
      value += "\\n";
    else
      value += c;
  }
  return value + '"';
}

TrafficHistory::Step& TrafficHistory::at(TimeNs now) {
  const TimeNs number = now / kStep;
  Step& step = steps_[static_cast<std::size_t>(number) % kSteps];
  TimeNs found = step.number.load(std::memory_order_relaxed);
  if (found != number && step.number.compare_exchange_strong(found, number)) {
    step.rows = 0;
    step.attacks = 0;
    step.rejected = 0;
    step.requests = 0;
    step.nanoseconds = 0;
  }
  return step;
}

void TrafficHistory::count_rows(TimeNs now, std::uint64_t rows, std::uint64_t attacks,
                                std::uint64_t rejected) {
  Step& step = at(now);
  step.rows += rows;
  if (attacks > 0) step.attacks += attacks;  // adding costs the other threads their cache line
  if (rejected > 0) step.rejected += rejected;
}

void TrafficHistory::count_request(TimeNs now, std::chrono::nanoseconds took) {
  Step& step = at(now);
  ++step.requests;
  step.nanoseconds += static_cast<std::uint64_t>(took.count());
}

std::vector<TrafficPoint> TrafficHistory::points(TimeNs now) const {
  std::vector<TrafficPoint> points;
  const TimeNs last = now / kStep;
  for (TimeNs number = last - static_cast<TimeNs>(kSteps) + 1; number <= last; ++number) {
    TrafficPoint point{.time = number * kStep};
    const Step& step = steps_[static_cast<std::size_t>(number) % kSteps];
    if (step.number == number) {
      point.rows = step.rows;
      point.attacks = step.attacks;
      point.rejected = step.rejected;
      point.requests = step.requests;
      if (point.requests > 0)
        point.mean_seconds = static_cast<double>(step.nanoseconds) / kNanosecondsPerSecond /
                             static_cast<double>(point.requests);
    }
    points.push_back(point);
  }
  return points;
}

ServeMetrics::ServeMetrics(std::size_t routes) {
  for (std::size_t i = 0; i <= routes; ++i) routes_.push_back(std::make_unique<RouteCounts>());
}

void ServeMetrics::finished(std::size_t route, const RequestOutcome& outcome, TimeNs now) {
  RouteCounts& counts = *routes_[route];
  const std::size_t status_class = outcome.status / 100;
  ++counts.by_class[status_class < 6 ? status_class : 0];
  const double seconds = static_cast<double>(outcome.took.count()) / kNanosecondsPerSecond;
  const auto* const bound = std::ranges::lower_bound(kLatencyBounds, seconds);
  ++counts.latency[static_cast<std::size_t>(bound - kLatencyBounds.begin())];
  counts.nanoseconds += static_cast<std::uint64_t>(outcome.took.count());
  counts.bytes_in += outcome.bytes_in;
  counts.bytes_out += outcome.bytes_out;
  traffic_.count_request(now, outcome.took);
}

std::string metrics_text(const ServeMetrics& metrics, std::span<const Route> routes,
                         std::span<const MetricSample> samples, MetricsFormat format) {
  std::string text;
  std::string_view last;
  for (const MetricSample& sample : samples) {
    if (sample.name != last)
      header(text, family(sample.name, sample.type, format), sample.type, sample.help);
    last = sample.name;
    const std::string labels = sample.labels.empty() ? "" : "{" + sample.labels + "}";
    fmt::format_to(std::back_inserter(text), "{}{} {}\n", sample.name, labels, sample.value);
  }
  add_requests(text, metrics, routes, format);
  add_latencies(text, metrics, routes);
  add_bytes(text, metrics, format);
  if (format == MetricsFormat::openmetrics) text += "# EOF\n";
  return text;
}

}  // namespace vedette
