// SPDX-License-Identifier: Apache-2.0
#include "select/metric.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/options.hpp"

namespace vedette {
namespace {

struct NamedMetric {
  SelectionMetric metric;
  std::string_view name;
};
constexpr std::array kMetrics{NamedMetric{SelectionMetric::log_loss, "log_loss"},
                              NamedMetric{SelectionMetric::pr_auc, "pr_auc"},
                              NamedMetric{SelectionMetric::roc_auc, "roc_auc"},
                              NamedMetric{SelectionMetric::macro_f1, "macro_f1"},
                              NamedMetric{SelectionMetric::accuracy, "accuracy"}};

double raw_value(const Evaluation& evaluation, SelectionMetric metric) {
  switch (metric) {
    case SelectionMetric::log_loss:
      return -evaluation.log_loss;
    case SelectionMetric::pr_auc:
      return evaluation.pr_auc;
    case SelectionMetric::roc_auc:
      return evaluation.roc_auc;
    case SelectionMetric::macro_f1:
      return evaluation.report.macro_f1;
    case SelectionMetric::accuracy:
      return evaluation.report.accuracy;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

std::string_view to_string(SelectionMetric metric) {
  for (const NamedMetric& row : kMetrics)
    if (row.metric == metric) return row.name;
  return "unknown";
}

Result<SelectionMetric> selection_metric_from(std::string_view name) {
  std::vector<std::string> names;
  for (const NamedMetric& row : kMetrics) {
    if (row.name == name) return row.metric;
    names.emplace_back(row.name);
  }
  const std::string near = nearest_word(name, names);
  return fail(ErrorCode::invalid_argument, fmt::format("there is no selection metric '{}'", name),
              near.empty() ? "use log_loss, pr_auc, roc_auc, macro_f1 or accuracy"
                           : fmt::format("did you mean '{}'?", near));
}

double metric_value(const Evaluation& evaluation, SelectionMetric metric) {
  const double value = raw_value(evaluation, metric);
  return std::isnan(value) ? -std::numeric_limits<double>::infinity() : value;
}

}  // namespace vedette
