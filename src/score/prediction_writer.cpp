// SPDX-License-Identifier: Apache-2.0
#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
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

constexpr std::size_t kMostInScore = 32;

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

/// Pieces that fit behind the end of a text for certain: std::string would look for room with each.
class Tail {
 public:
  Tail(std::string& text, std::size_t most) : text_(text) {
    const std::size_t begun = text.size();
    text.resize(begun + most);
    at_ = text.data() + begun;
  }
  ~Tail() { text_.resize(static_cast<std::size_t>(at_ - text_.data())); }
  Tail(const Tail&) = delete;
  Tail& operator=(const Tail&) = delete;

  void put(std::string_view piece) { at_ = std::copy(piece.begin(), piece.end(), at_); }
  /// The shortest text that reads back to the same float, without a locale, as fmt writes it. It
  /// can be put again.
  std::string_view put(float score) {
    const char* const begun = at_;
    at_ = fmt::format_to(at_, FMT_COMPILE("{}"), score);
    return {begun, at_};
  }

 private:
  std::string& text_;
  char* at_;
};

std::size_t longest(const std::vector<std::string>& texts) {
  std::size_t most = 0;
  for (const std::string& text : texts) most = std::max(most, text.size());
  return most;
}

}  // namespace

PredictionWriter::PredictionWriter(const Bundle& bundle, Format format,
                                   std::vector<std::string> keep)
    : bundle_(bundle), format_(format), keep_(std::move(keep)) {
  const auto text_form = format == Format::csv ? csv_text : json_string;
  for (const std::string& name : bundle.labels.classes) class_texts_.push_back(text_form(name));
  const std::string model = text_form(fmt::format("{}@{}", bundle.name, bundle.version));
  const std::string threshold = bundle.threshold ? fmt::format("{}", bundle.threshold->value) : "";
  format == Format::csv ? prepare_csv(threshold, model) : prepare_json(threshold, model);
  most_in_verdict_ = longest(verdict_texts_) + kMostInScore + end_of_scores_.size();
  for (const std::string& before : score_texts_) most_in_verdict_ += before.size() + kMostInScore;
}

void PredictionWriter::prepare_csv(const std::string& threshold, const std::string& model) {
  for (const std::string& name : class_texts_)
    for (const Decision decision : kDecisions)
      verdict_texts_.push_back(fmt::format(",{},{},", name, to_string(decision)));
  score_texts_.assign(class_texts_.size(), ",");
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
  end_of_scores_ = "}";
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

/// The score of being an attack is that of a class, too, where there are two: it is made once.
void PredictionWriter::append_verdict(const Verdict& verdict, std::string& text) const {
  check(verdict.scores.size() == score_texts_.size(), "a verdict has a score for each class");
  Tail tail(text, most_in_verdict_);
  tail.put(verdict_text(verdict));
  const std::string_view attack = tail.put(verdict.attack_score);
  for (std::size_t i = 0; i < verdict.scores.size(); ++i) {
    tail.put(score_texts_[i]);
    if (same_bits(verdict.scores[i], verdict.attack_score))
      tail.put(attack);
    else
      tail.put(verdict.scores[i]);
  }
  tail.put(end_of_scores_);
}

void PredictionWriter::csv_line(const Prediction& prediction, std::string& text) const {
  append_number(text, static_cast<std::uint64_t>(prediction.row));
  for (std::size_t i = 0; i < keep_.size(); ++i) {
    text += ',';
    if (i < prediction.kept.size()) text += csv_text(prediction.kept[i]);
  }
  if (prediction.verdict)
    append_verdict(*prediction.verdict, text);
  else
    text.append(3 + class_texts_.size(), ',');
  text += end_text_;
  if (prediction.rejected) text += csv_text(reason(*prediction.rejected));
  text += '\n';
}

void PredictionWriter::json_line(const Prediction& prediction, std::string& text) const {
  text += "{\"row\":";
  append_number(text, static_cast<std::uint64_t>(prediction.row));
  if (!prediction.kept.empty()) text += json_kept(prediction);
  if (prediction.verdict) append_verdict(*prediction.verdict, text);
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
