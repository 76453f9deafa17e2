// SPDX-License-Identifier: Apache-2.0
// Figures of decisions: the confusion matrix and what follows from it.
#include <numeric>

#include "evaluate/metrics.hpp"
#include "evaluate/ranking.hpp"

namespace vedette {
namespace {

std::int64_t true_rows(const ConfusionMatrix& confusion, std::size_t cls) {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < confusion.classes.size(); ++j) sum += confusion.at(cls, j);
  return sum;
}

std::int64_t decided_rows(const ConfusionMatrix& confusion, std::size_t cls) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < confusion.classes.size(); ++i) sum += confusion.at(i, cls);
  return sum;
}

ClassFigures figures_of(const ConfusionMatrix& confusion, std::size_t cls) {
  const std::int64_t hits = confusion.at(cls, cls);
  const std::int64_t truth = true_rows(confusion, cls);
  const std::int64_t decided = decided_rows(confusion, cls);
  ClassFigures figures{confusion.classes[cls], truth, {hits, decided}, {hits, truth}, 0};
  if (truth + decided > 0) figures.f1 = ratio(2 * hits, truth + decided);
  return figures;
}

/// A mean that is 0 when nothing was counted.
struct Mean {
  double sum = 0;
  double weight = 0;
  void add(double value, double by = 1) {
    sum += value * by;
    weight += by;
  }
  [[nodiscard]] double value() const { return weight > 0 ? sum / weight : 0; }
};

}  // namespace

std::int64_t ConfusionMatrix::at(std::size_t truth, std::size_t decided) const {
  return counts[truth * classes.size() + decided];
}

std::int64_t ConfusionMatrix::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

ConfusionMatrix confusion_matrix(std::span<const std::int32_t> truth,
                                 std::span<const std::int32_t> decided,
                                 std::span<const std::string> class_names) {
  check(truth.size() == decided.size(), "every row has a true and a decided class");
  const std::size_t classes = class_names.size();
  ConfusionMatrix confusion{{class_names.begin(), class_names.end()},
                            std::vector<std::int64_t>(classes * classes)};
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto t = static_cast<std::size_t>(truth[i]);
    const auto d = static_cast<std::size_t>(decided[i]);
    check(t < classes && d < classes, "classes are indices into the class names");
    ++confusion.counts[t * classes + d];
  }
  return confusion;
}

ClassReport classification_report(ConfusionMatrix confusion) {
  ClassReport report;
  Mean recall;
  Mean macro;
  Mean weighted;
  std::int64_t right = 0;
  for (std::size_t c = 0; c < confusion.classes.size(); ++c) {
    const ClassFigures figures = figures_of(confusion, c);
    right += figures.recall.hits;
    if (figures.rows > 0) recall.add(figures.recall.value());
    if (figures.rows + figures.precision.of > 0) macro.add(figures.f1);
    weighted.add(figures.f1, static_cast<double>(figures.rows));
    report.per_class.push_back(figures);
  }
  report.accuracy = Share{right, confusion.total()}.value();
  report.balanced_accuracy = recall.value();
  report.macro_f1 = macro.value();
  report.weighted_f1 = weighted.value();
  report.confusion = std::move(confusion);
  return report;
}

ClassReport classification_report(std::span<const std::int32_t> truth,
                                  std::span<const std::int32_t> decided,
                                  std::span<const std::string> class_names) {
  return classification_report(confusion_matrix(truth, decided, class_names));
}

}  // namespace vedette
