// SPDX-License-Identifier: Apache-2.0
/// Counts of what the server did, for Prometheus and for the traffic chart of the overview.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "base/time.hpp"
#include "http/server.hpp"
#include "serve/route.hpp"

namespace vedette {

/// Upper bounds of the latency buckets in seconds; the last bucket has none.
inline constexpr std::array<double, 14> kLatencyBounds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0};

/// Of one route. Counts only grow.
struct RouteCounts {
  std::array<std::atomic<std::uint64_t>, 6> by_class{};  ///< status / 100; 0: connection broken
  std::array<std::atomic<std::uint64_t>, kLatencyBounds.size() + 1> latency{};
  std::atomic<std::uint64_t> nanoseconds = 0;
  std::atomic<std::uint64_t> bytes_in = 0;
  std::atomic<std::uint64_t> bytes_out = 0;
};

/// What came in some seconds; shown as one point.
struct TrafficPoint {
  TimeNs time = 0;  ///< start of the step
  std::uint64_t rows = 0;
  std::uint64_t attacks = 0;
  std::uint64_t rejected = 0;
  std::uint64_t requests = 0;
  double mean_seconds = 0;  ///< per request
};

/// Seconds since 1970, rows, attacks, rejected rows, requests, mean microseconds: as the chart of the
/// overview takes them.
[[nodiscard]] Json to_json(const TrafficPoint& point);

/// The last half hour in steps of ten seconds. Counting is lock-free; a step that is being reused
/// while somebody counts may lose that count.
class TrafficHistory {
 public:
  static constexpr TimeNs kStep = 10'000'000'000;
  static constexpr std::size_t kSteps = 180;

  void count_rows(TimeNs now, std::uint64_t rows, std::uint64_t attacks, std::uint64_t rejected);
  void count_request(TimeNs now, std::chrono::nanoseconds took);
  /// Oldest first; steps without anything are there too.
  [[nodiscard]] std::vector<TrafficPoint> points(TimeNs now) const;

 private:
  struct Step {
    std::atomic<TimeNs> number = -1;  ///< time / kStep
    std::atomic<std::uint64_t> rows = 0;
    std::atomic<std::uint64_t> attacks = 0;
    std::atomic<std::uint64_t> rejected = 0;
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> nanoseconds = 0;
  };
  [[nodiscard]] Step& at(TimeNs now);
  std::array<Step, kSteps> steps_{};
};

/// Thread-safe and lock-free where it counts.
class ServeMetrics {
 public:
  /// `routes` gives the number of routes; requests for none are counted apart.
  explicit ServeMetrics(std::size_t routes);
  /// `route`: its place in the table, or the number of routes.
  void finished(std::size_t route, const RequestOutcome& outcome, TimeNs now);
  [[nodiscard]] const RouteCounts& of(std::size_t route) const { return *routes_[route]; }
  [[nodiscard]] std::size_t size() const { return routes_.size(); }
  [[nodiscard]] TrafficHistory& traffic() { return traffic_; }

 private:
  std::vector<std::unique_ptr<RouteCounts>> routes_;
  TrafficHistory traffic_;
};

/// A gauge or counter that the server reads elsewhere at the time of the answer.
struct MetricSample {
  std::string name;  ///< such as `vedette_build_info`
  std::string type;  ///< counter, gauge
  std::string help;
  std::string labels{};  ///< inside the braces, escaped
  double value = 0;
};

enum class MetricsFormat { prometheus, openmetrics };
/// Text format 0.0.4 of Prometheus, or OpenMetrics 1.0. Samples of one name stand together.
[[nodiscard]] std::string metrics_text(const ServeMetrics& metrics, std::span<const Route> routes,
                                       std::span<const MetricSample> samples, MetricsFormat format);
/// A label's value, quoted and escaped.
[[nodiscard]] std::string label_value(std::string_view text);

}  // namespace vedette
