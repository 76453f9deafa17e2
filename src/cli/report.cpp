// SPDX-License-Identifier: Apache-2.0
#include "cli/report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

std::string share(double value) {
  return std::isnan(value) ? "-" : fmt::format("{:.4f}", value);
}

std::string with_interval(const Share& s) {
  const Interval interval = s.interval();
  return fmt::format("{:.4f} [{:.3f}, {:.3f}]", s.value(), interval.low, interval.high);
}

std::string headline(const Evaluation& e) {
  std::vector<std::vector<std::string>> rows = {
      {"rows", format_count(e.rows)},
      {"PR-AUC", share(e.pr_auc)},
      {"ROC-AUC", share(e.roc_auc)},
      {"macro F1", share(e.report.macro_f1)},
      {"balanced accuracy", share(e.report.balanced_accuracy)},
      {"accuracy", share(e.report.accuracy)},
      {"calibration error", share(e.calibration_error)},
  };
  std::string text;
  for (const auto& row : rows) text += fmt::format("  {:<20}{}\n", row[0], row[1]);
  return text;
}

/// The figure that decides whether a detector can be lived with.
std::string promise(const Evaluation& e) {
  if (!e.threshold || !e.false_positives) return "";
  std::string text = fmt::format("  {:<20}{:.6g}  ({})\n", "threshold", e.threshold->value,
                                 e.threshold->why);
  text += fmt::format("  {:<20}promised {:.4f}, realised {}\n", "false positives",
                      e.threshold->promised_fpr, with_interval(*e.false_positives));
  text += fmt::format("  {:<20}{} per million benign rows\n", "false alarms",
                      format_count(std::llround(e.false_alarms_per_million())));
  if (e.detections)
    text += fmt::format("  {:<20}promised {:.4f}, realised {}\n", "attacks found",
                        e.threshold->promised_recall, with_interval(*e.detections));
  return text;
}

std::string classes(const Evaluation& e) {
  std::vector<std::vector<std::string>> rows;
  for (const ClassFigures& figures : e.report.per_class)
    rows.push_back({printable(figures.name), format_count(figures.rows),
                    with_interval(figures.precision), with_interval(figures.recall),
                    share(figures.f1)});
  return format_table({"CLASS", "ROWS", "PRECISION", "RECALL", "F1"}, rows);
}

constexpr std::size_t kMostClassesInMatrix = 12;

std::string confusion(const Evaluation& e) {
  const ConfusionMatrix& matrix = e.report.confusion;
  if (matrix.classes.size() > kMostClassesInMatrix)
    return fmt::format("confusion of {} classes: see --json\n", matrix.classes.size());
  std::vector<std::string> header = {"TRUE \\ DECIDED"};
  for (const std::string& name : matrix.classes) header.push_back(printable(name));
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < matrix.classes.size(); ++i) {
    rows.push_back({printable(matrix.classes[i])});
    for (std::size_t j = 0; j < matrix.classes.size(); ++j)
      rows.back().push_back(format_count(matrix.at(i, j)));
  }
  return format_table(header, rows);
}

std::string number_in(const Json& object, const char* section, const char* name) {
  if (!object.contains(section) || !object[section].is_object()) return "-";
  const Json& found = object[section];
  if (!found.contains(name) || !found[name].is_number()) return "-";
  return fmt::format("{:.4f}", found[name].get<double>());
}

/// Rows of the leaderboard or of the baselines; both carry a `metrics`-like section.
std::string comparison(const Json& list, const char* name, const char* section,
                       const std::string& title) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& row : list)
    rows.push_back({row.value(name, ""), number_in(row, section, "log_loss"),
                    number_in(row, section, "macro_f1"),
                    number_in(row, section, "pr_auc"), number_in(row, section, "roc_auc"),
                    number_in(row, section, "accuracy"), row.value("note", "")});
  return format_table({title, "LOG LOSS", "MACRO F1", "PR-AUC", "ROC-AUC", "ACCURACY", ""}, rows);
}

}  // namespace

std::string evaluation_text(const Evaluation& evaluation, const Terminal& terminal) {
  return terminal.paint(Colour::bold, "Figures") + "\n" + headline(evaluation) +
         promise(evaluation) + "\n" + classes(evaluation) + "\n" + confusion(evaluation);
}

std::string train_report_text(const TrainOutcome& outcome, const Terminal& terminal) {
  const ModelVersion& version = outcome.version;
  const std::string ref = fmt::format("{}@{}", version.name, version.version);
  std::string text = comparison(outcome.leaderboard, "learner", "tune", "LEARNER (tune rows)");
  text += "\n" + comparison(outcome.baselines, "name", "test", "BASELINE (test rows)");
  text += fmt::format("\n{} is {}, trained by {}; on sealed test rows:\n",
                      terminal.paint(Colour::bold, ref),
                      version.aliases.empty() ? "published" : version.aliases.front(),
                      version.learner);
  text += evaluation_text(outcome.evaluation, terminal);
  const bool champion = !version.aliases.empty() && version.aliases.front() == "champion";
  text += champion ? fmt::format("\nscore new rows: vedette predict --model {} FILE\n", version.name)
                   : fmt::format("\nput it in charge: vedette models promote {}\n", ref);
  return text;
}

}  // namespace vedette
