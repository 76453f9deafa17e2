// SPDX-License-Identifier: Apache-2.0
#include "registry/model_card.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

/// Class names and the like come from data files: nothing in them may act as markup.
std::string plain(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>()#+-!|").find(c) != std::string_view::npos) safe += '\\';
    safe += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return safe;
}

std::string percent(double share) {
  return std::isfinite(share) ? fmt::format("{:.2f} %", 100 * share) : "-";
}

std::string with_interval(const Share& share) {
  if (share.of == 0) return "- (no rows)";
  const Interval interval = share.interval();
  return fmt::format("{} ({} to {}; {} of {})", percent(share.value()), percent(interval.low),
                     percent(interval.high), share.hits, share.of);
}

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.4f}", value) : "-";
}

/// One list item per scalar member; inner objects by dotted keys, lists left out.
std::string facts(const Json& object, const std::string& prefix = {}) {
  std::string text;
  if (!object.is_object()) return text;
  for (const auto& [key, value] : object.items()) {
    const std::string name = prefix + key;
    if (value.is_object())
      text += facts(value, name + ".");
    else if (!value.is_array() && !value.is_null())
      text += fmt::format("- {}: {}\n", plain(name),
                          plain(value.is_string() ? value.get<std::string>() : dump_json(value)));
  }
  return text;
}

std::string purpose(const Bundle& bundle) {
  std::vector<std::string> names;
  for (const std::string& name : bundle.labels.classes) names.push_back(plain(name));
  return fmt::format(
      "# Model {}, version {}\n\nMade on {} by the learner `{}`. Tells apart (task {}): {}.\n\n",
      bundle.name, bundle.version, format_time(bundle.created_at), bundle.learner,
      to_string(bundle.labels.task), fmt::join(names, ", "));
}

std::string data(const Bundle& bundle) {
  std::string text =
      fmt::format("## Data\n\n- schema: {} ({} features)\n- schema fingerprint: {}\n",
                  plain(bundle.schema.name), bundle.schema.feature_names().size(),
                  bundle.schema.fingerprint());
  text += facts(bundle.training);
  return text + "\n## Split\n\n" + facts(bundle.split) + "\n";
}

std::string decision(const Bundle& bundle) {
  if (!bundle.threshold)
    return "No class is benign: each row gets the class with the highest score, and no decision "
           "between benign and attack.\n\n";
  const Evaluation& evaluation = bundle.evaluation;
  std::string text = fmt::format("- threshold on the attack score: {}\n", bundle.threshold->value);
  if (!bundle.threshold->why.empty())
    text += fmt::format("- why: {}\n", plain(bundle.threshold->why));
  text += fmt::format("- false-positive rate promised on {} benign validation rows: {}\n",
                      bundle.threshold->benign_rows, percent(bundle.threshold->promised_fpr));
  if (evaluation.false_positives)
    text += fmt::format(
        "- false-positive rate on test rows: {}\n- false alarms per million benign rows: {:.0f}\n",
        with_interval(*evaluation.false_positives), evaluation.false_alarms_per_million());
  if (evaluation.detections)
    text +=
        fmt::format("- attacks found in test rows: {}\n", with_interval(*evaluation.detections));
  return text + "\n";
}

std::string figures(const Evaluation& evaluation) {
  const ClassReport& report = evaluation.report;
  std::string text = fmt::format(
      "| accuracy | balanced accuracy | macro F1 | ROC-AUC | PR-AUC | log loss | calibration error "
      "|\n| --- | --- | --- | --- | --- | --- | --- |\n| {} | {} | {} | {} | {} | {} | {} |\n\n",
      number(report.accuracy), number(report.balanced_accuracy), number(report.macro_f1),
      number(evaluation.roc_auc), number(evaluation.pr_auc), number(evaluation.log_loss),
      number(evaluation.calibration_error));
  text += "| class | rows | precision | recall | F1 |\n| --- | --- | --- | --- | --- |\n";
  for (const ClassFigures& cls : report.per_class)
    text += fmt::format("| {} | {} | {} | {} | {} |\n", plain(cls.name), cls.rows,
                        with_interval(cls.precision), with_interval(cls.recall), number(cls.f1));
  return text + "\nIntervals are 95 % Wilson score intervals.\n\n";
}

/// A figure of one row of `baselines`: yardsticks have theirs under `test`, an earlier champion
/// under `metrics`.
std::string figure_of(const Json& row, const char* key) {
  const char* place = row.contains("test") ? "test" : "metrics";
  if (!row.contains(place) || !row[place].is_object()) return "-";
  const Json& metrics = row[place];
  const bool there = metrics.contains(key) && metrics[key].is_number();
  return there ? number(metrics[key].get<double>()) : "-";
}

std::string baselines(const Json& rows) {
  if (!rows.is_array() || rows.empty()) return {};
  std::string text =
      "## Baselines on the same test rows\n\n"
      "| baseline | accuracy | macro F1 | PR-AUC |\n| --- | --- | --- | --- |\n";
  for (const Json& row : rows) {
    const Result<std::string> name = json_text(row, "name");
    if (!name) continue;
    text += fmt::format("| {} | {} | {} | {} |\n", plain(*name), figure_of(row, "accuracy"),
                        figure_of(row, "macro_f1"), figure_of(row, "pr_auc"));
  }
  return text + "\n";
}

constexpr std::int64_t kFewRows = 100;

std::string limits(const Bundle& bundle) {
  std::string text =
      "## Limits\n\n"
      "- It knows the classes above as they were in the training data; attacks of other kinds may "
      "pass as benign.\n"
      "- The figures hold for traffic like the test rows. On another network, evaluate again "
      "before trusting the threshold.\n";
  for (const ClassFigures& cls : bundle.evaluation.report.per_class)
    if (cls.rows < kFewRows)
      text += fmt::format("- Class {} has {} test rows: its figures are rough.\n", plain(cls.name),
                          cls.rows);
  for (const auto& [column, why] : bundle.transform.dropped())
    text += fmt::format("- Column {} is not used: {}.\n", plain(column), plain(why));
  return text + "\n";
}

std::string usage(const Bundle& bundle) {
  const std::string columns = fmt::to_string(fmt::join(bundle.transform.input_names(), ", "));
  return fmt::format(
      "## Use\n\n    vedette predict --model {}@{} FILE\n\nNeeded columns: {}.\n\n"
      "## Made with\n\n{}",
      bundle.name, bundle.version, plain(columns), facts(bundle.versions));
}

}  // namespace

std::string model_card(const Bundle& bundle) {
  return purpose(bundle) + data(bundle) + "## Figures on test rows\n\n" + decision(bundle) +
         figures(bundle.evaluation) + baselines(bundle.baselines) + limits(bundle) + usage(bundle);
}

}  // namespace vedette
