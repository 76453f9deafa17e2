// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <nlohmann/json.hpp>

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

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

std::size_t longest(const std::vector<LineText>& texts) {
  std::size_t most = 0;
  for (const LineText& text : texts) most = std::max(most, text.size());
  return most;
}

}  // namespace

PredictionWriter::PredictionWriter(const Bundle& bundle, Format format,
                                   std::vector<std::string> keep)
    : bundle_(bundle), format_(format), keep_(std::move(keep)) {
  const auto text_form = format == Format::csv ? csv_text : json_string;
  std::vector<std::string> classes;
  for (const std::string& name : bundle.labels.classes) classes.push_back(text_form(name));
  const std::string model = text_form(fmt::format("{}@{}", bundle.name, bundle.version));
  const std::string threshold = bundle.threshold ? fmt::format("{}", bundle.threshold->value) : "";
  format == Format::csv ? prepare_csv(classes, threshold, model)
                        : prepare_json(classes, threshold, model);
  most_in_line_ = begin_.size() + std::max(longest(verdict_texts_), no_verdict_.size()) +
                  end_of_scores_.size() + end_text_.size() + end_.size() +
                  2 * Line::kMostInNumber;  // the row and the first score
  for (const LineText& before : score_texts_) most_in_line_ += before.size() + Line::kMostInNumber;
}

void PredictionWriter::prepare_csv(const std::vector<std::string>& classes,
                                   const std::string& threshold, const std::string& model) {
  for (const std::string& name : classes)
    for (const Decision decision : kDecisions)
      verdict_texts_.emplace_back(fmt::format(",{},{},", name, to_string(decision)));
  score_texts_.assign(classes.size(), LineText(","));
  no_verdict_ = LineText(std::string(3 + classes.size(), ','));
  end_text_ = LineText(fmt::format(",{},{},", threshold, model));
  end_ = LineText("\n");
}

void PredictionWriter::prepare_json(const std::vector<std::string>& classes,
                                    const std::string& threshold, const std::string& model) {
  begin_ = LineText(R"({"row":)");
  for (const std::string& name : classes) {
    for (const Decision decision : kDecisions)
      verdict_texts_.emplace_back(fmt::format(
          R"(,"class":{},"decision":"{}","attack_score":)", name, to_string(decision)));
    score_texts_.emplace_back(
        fmt::format("{}{}:", score_texts_.empty() ? R"(,"scores":{)" : ",", name));
  }
  end_of_scores_ = LineText("}");
  end_text_ = LineText(fmt::format(R"(,"threshold":{},"model":{})",
                                   threshold.empty() ? "null" : threshold, model));
  end_ = LineText("}\n");
}

const LineText& PredictionWriter::verdict_text(const Verdict& verdict) const {
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

/// What is of any length, and seldom there, is written past the line.
void PredictionWriter::append_line(const Prediction& prediction, std::string& text) const {
  Line line(most_in_line_);
  line.put(begin_);
  line.put(static_cast<std::uint64_t>(prediction.row));
  if (!keep_.empty()) {
    line.move_to(text);
    append_kept(prediction, text);
  }
  if (prediction.verdict)
    put_verdict(*prediction.verdict, line);
  else
    line.put(no_verdict_);
  line.put(end_text_);
  if (prediction.rejected) {
    line.move_to(text);
    append_error(*prediction.rejected, text);
  }
  line.put(end_);
  line.move_to(text);
}

/// The score of being an attack is that of a class, too, where there are two: it is made once.
void PredictionWriter::put_verdict(const Verdict& verdict, Line& line) const {
  check(verdict.scores.size() == score_texts_.size(), "a verdict has a score for each class");
  line.put(verdict_text(verdict));
  const std::string_view attack = line.put(verdict.attack_score);
  for (std::size_t i = 0; i < verdict.scores.size(); ++i) {
    line.put(score_texts_[i]);
    if (same_bits(verdict.scores[i], verdict.attack_score))
      line.put_again(attack);
    else
      line.put(verdict.scores[i]);
  }
  line.put(end_of_scores_);
}

void PredictionWriter::append_kept(const Prediction& prediction, std::string& text) const {
  if (format_ == Format::csv) {
    for (std::size_t i = 0; i < keep_.size(); ++i) {
      text += ',';
      if (i < prediction.kept.size()) text += csv_text(prediction.kept[i]);
    }
  } else if (!prediction.kept.empty()) {
    Json kept = Json::object();
    for (std::size_t i = 0; i < keep_.size(); ++i) kept[keep_[i]] = prediction.kept[i];
    text += ",\"input\":" + dump_json(kept);
  }
}

void PredictionWriter::append_error(const RejectedRow& row, std::string& text) const {
  if (format_ == Format::csv)
    text += csv_text(reason(row));
  else
    text += fmt::format(R"(,"error":{{"rule":{},"column":{},"message":{}}})", json_string(row.rule),
                        json_string(row.column), json_string(row.message));
}

}  // namespace vedette
