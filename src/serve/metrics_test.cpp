// SPDX-License-Identifier: Apache-2.0
#include "serve/metrics.hpp"

#include <gtest/gtest.h>

namespace vedette {
namespace {

TEST(TrafficHistory, adds_up_steps_of_ten_seconds) {
  TrafficHistory history;
  const TimeNs start = 1'000'000 * kSecond;
  history.count_rows(start, 5, 2, 1);
  history.count_rows(start + 9 * kSecond, 1, 0, 0);
  history.count_rows(start + 10 * kSecond, 7, 7, 0);
  history.count_request(start, std::chrono::milliseconds(2));
  history.count_request(start, std::chrono::milliseconds(4));
  const std::vector<TrafficPoint> points = history.points(start + 10 * kSecond);
  ASSERT_EQ(points.size(), TrafficHistory::kSteps);
  EXPECT_EQ(points.back().rows, 7U);
  const TrafficPoint& before = points[points.size() - 2];
  EXPECT_EQ(before.rows, 6U);
  EXPECT_EQ(before.attacks, 2U);
  EXPECT_EQ(before.rejected, 1U);
  EXPECT_DOUBLE_EQ(before.mean_seconds, 0.003);
}

TEST(TrafficHistory, forgets_what_is_older_than_it_holds) {
  TrafficHistory history;
  history.count_rows(0, 5, 0, 0);
  const auto whole = static_cast<TimeNs>(TrafficHistory::kSteps) * TrafficHistory::kStep;
  EXPECT_EQ(history.points(whole - kSecond).front().rows, 5U);
  EXPECT_EQ(history.points(whole).front().rows, 0U);
  history.count_rows(whole, 3, 0, 0);
  EXPECT_EQ(history.points(whole).back().rows, 3U);
}

TEST(MetricsText, has_cumulative_buckets_that_end_with_the_count) {
  const std::vector<Route> routes = {{.path = "/a", .id = "a"}};
  ServeMetrics metrics(routes.size());
  metrics.finished(0, {.status = 200, .took = std::chrono::microseconds(200)}, 0);
  metrics.finished(0, {.status = 404, .took = std::chrono::seconds(60)}, 0);
  metrics.finished(1, {.status = 404}, 0);
  const std::string text = metrics_text(metrics, routes, {}, MetricsFormat::prometheus);
  for (const char* line :
       {"vedette_http_requests_total{route=\"/a\",method=\"GET\",status=\"2xx\"} 1\n",
        "vedette_http_requests_total{route=\"none\",method=\"any\",status=\"4xx\"} 1\n",
        "_bucket{route=\"/a\",method=\"GET\",le=\"0.0001\"} 0\n",
        "_bucket{route=\"/a\",method=\"GET\",le=\"0.00025\"} 1\n",
        "_bucket{route=\"/a\",method=\"GET\",le=\"10\"} 1\n",
        "_bucket{route=\"/a\",method=\"GET\",le=\"+Inf\"} 2\n",
        "vedette_http_request_duration_seconds_count{route=\"/a\",method=\"GET\"} 2\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(MetricsText, openmetrics_ends_with_its_mark_and_names_families_without_total) {
  ServeMetrics metrics(0);
  const std::vector<MetricSample> samples = {{"x_total", "counter", "Help", "", 1}};
  const std::string text = metrics_text(metrics, {}, samples, MetricsFormat::openmetrics);
  EXPECT_TRUE(text.ends_with("# EOF\n"));
  EXPECT_NE(text.find("# TYPE x counter\nx_total 1\n"), std::string::npos) << text;
}

TEST(MetricsText, escapes_label_values) {
  EXPECT_EQ(label_value("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
}

}  // namespace
}  // namespace vedette
