// SPDX-License-Identifier: Apache-2.0
#include <fmt/compile.h>
#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/number_text.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

/// A field of a CSV file (RFC 4180) that no spreadsheet takes for a formula: an apostrophe is put
/// before the characters that would start one (OWASP, "CSV Injection").
std::string csv_text(std::string_view text) {
  std::string field;
  if (!text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos)
    field += '\'';
  field += text;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

constexpr Decision kDecisions[] = {Decision::benign, Decision::attack, Decision::abstain};

std::string json_string(std::string_view text) {
  return dump_json(Json(text));
}

/// The reason in one line: rule, column where one is at fault, sentence.
std::string reason(const RejectedRow& row) {
  if (row.column.empty()) return fmt::format("{}: {}", row.rule, row.message);
  return fmt::format("{} in column {}: {}", row.rule, row.column, row.message);
}

}  // namespace

/// The scores of one verdict as texts. That of being an attack is the score of a class, too, where
/// there are two: it is written out once.
class PredictionWriter::ScoreTexts {
 public:
  explicit ScoreTexts(float attack_score) : attack_score_(attack_score) {
    attack_end_ = write(attack_score, attack_);
  }
  [[nodiscard]] std::string_view attack_score() const { return {attack_, attack_end_}; }
  /// Until the next call.
  [[nodiscard]] std::string_view of(float score) {
    if (std::bit_cast<std::uint32_t>(score) == std::bit_cast<std::uint32_t>(attack_score_))
      return attack_score();
    return {other_, write(score, other_)};
  }

 private:
  static constexpr std::size_t kMostBytes = 32;
  /// fmt writes a float as the shortest text that reads back to it, without a locale.
  static char* write(float score, char* text) {
    return fmt::format_to(text, FMT_COMPILE("{}"), score);
  }
  float attack_score_;
  char attack_[kMostBytes];
  char other_[kMostBytes];
  char* attack_end_;
};

PredictionWriter::PredictionWriter(const Bundle& bundle, Format format,
                                   std::vector<std::string> keep)
    : bundle_(bundle), format_(format), keep_(std::move(keep)) {
  const auto text_form = format == Format::csv ? csv_text : json_string;
  for (const std::string& name : bundle.labels.classes) class_texts_.push_back(text_form(name));
  const std::string model = text_form(fmt::format("{}@{}", bundle.name, bundle.version));
  const std::string threshold = bundle.threshold ? fmt::format("{}", bundle.threshold->value) : "";
  format == Format::csv ? prepare_csv(threshold, model) : prepare_json(threshold, model);
}

void PredictionWriter::prepare_csv(const std::string& threshold, const std::string& model) {
  for (const std::string& name : class_texts_)
    for (const Decision decision : kDecisions)
      verdict_texts_.push_back(fmt::format(",{},{},", name, to_string(decision)));
  end_text_ = fmt::format(",{},{},", threshold, model);
}

void PredictionWriter::prepare_json(const std::string& threshold, const std::string& model) {
  for (const std::string& name : class_texts_) {
    for (const Decision decision : kDecisions)
      verdict_texts_.push_back(fmt::format(R"(,"class":{},"decision":"{}","attack_score":)", name,
                                           to_string(decision)));
    score_texts_.push_back(
        fmt::format("{}{}:", score_texts_.empty() ? R"(,"scores":{)" : ",", name));
  }
  end_text_ = fmt::format(R"(,"threshold":{},"model":{})", threshold.empty() ? "null" : threshold,
                          model);
}

std::string_view PredictionWriter::verdict_text(const Verdict& verdict) const {
  return verdict_texts_[static_cast<std::size_t>(verdict.cls) * std::size(kDecisions) +
                        static_cast<std::size_t>(verdict.decision)];
}

std::string PredictionWriter::header() const {
  if (format_ == Format::jsonl) return {};
  std::string text = "row";
  for (const std::string& name : keep_) text += "," + csv_text(name);
  text += ",class,decision,attack_score";
  for (const std::string& name : bundle_.labels.classes) text += "," + csv_text("score_" + name);
  return text + ",threshold,model,error\n";
}

std::string PredictionWriter::line(const Prediction& prediction) const {
  std::string text;
  append_line(prediction, text);
  return text;
}

void PredictionWriter::append_line(const Prediction& prediction, std::string& text) const {
  if (format_ == Format::csv)
    csv_line(prediction, text);
  else
    json_line(prediction, text);
}

void PredictionWriter::csv_line(const Prediction& prediction, std::string& text) const {
  append_number(text, static_cast<std::uint64_t>(prediction.row));
  for (std::size_t i = 0; i < keep_.size(); ++i) {
    text += ',';
    if (i < prediction.kept.size()) text += csv_text(prediction.kept[i]);
  }
  if (prediction.verdict) {
    const Verdict& verdict = *prediction.verdict;
    ScoreTexts scores(verdict.attack_score);
    text += verdict_text(verdict);
    text += scores.attack_score();
    for (const float score : verdict.scores) {
      text += ',';
      text += scores.of(score);
    }
  } else {
    text.append(3 + class_texts_.size(), ',');
  }
  text += end_text_;
  if (prediction.rejected) text += csv_text(reason(*prediction.rejected));
  text += '\n';
}

void PredictionWriter::json_line(const Prediction& prediction, std::string& text) const {
  text += "{\"row\":";
  append_number(text, static_cast<std::uint64_t>(prediction.row));
  if (!prediction.kept.empty()) text += json_kept(prediction);
  if (prediction.verdict) {
    const Verdict& verdict = *prediction.verdict;
    ScoreTexts scores(verdict.attack_score);
    text += verdict_text(verdict);
    text += scores.attack_score();
    for (std::size_t i = 0; i < verdict.scores.size(); ++i) {
      text += score_texts_[i];
      text += scores.of(verdict.scores[i]);
    }
    text += '}';
  }
  text += end_text_;
  if (prediction.rejected)
    text += fmt::format(R"(,"error":{{"rule":{},"column":{},"message":{}}})",
                        json_string(prediction.rejected->rule),
                        json_string(prediction.rejected->column),
                        json_string(prediction.rejected->message));
  text += "}\n";
}

std::string PredictionWriter::json_kept(const Prediction& prediction) const {
  Json kept = Json::object();
  for (std::size_t i = 0; i < keep_.size(); ++i) kept[keep_[i]] = prediction.kept[i];
  return ",\"input\":" + dump_json(kept);
}

}  // namespace vedette
