// SPDX-License-Identifier: Apache-2.0
#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>
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

std::string json_string(std::string_view text) {
  return dump_json(Json(text));
}

/// The reason in one line: rule, column where one is at fault, sentence.
std::string reason(const RejectedRow& row) {
  if (row.column.empty()) return fmt::format("{}: {}", row.rule, row.message);
  return fmt::format("{} in column {}: {}", row.rule, row.column, row.message);
}

}  // namespace

/// A line in the making. fmt writes a float as the shortest text that reads back to it, without a
/// locale.
class PredictionWriter::LineText {
 public:
  void add(std::string_view text) { text_.append(text); }
  template <class Form, class... Values>
  void format(const Form& form, const Values&... values) {
    fmt::format_to(fmt::appender(text_), form, values...);
  }
  [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }

 private:
  fmt::memory_buffer text_;
};

PredictionWriter::PredictionWriter(const Bundle& bundle, Format format,
                                   std::vector<std::string> keep)
    : bundle_(bundle), format_(format), keep_(std::move(keep)) {
  const auto text_form = format == Format::csv ? csv_text : json_string;
  for (const std::string& name : bundle.labels.classes) class_texts_.push_back(text_form(name));
  model_text_ = text_form(fmt::format("{}@{}", bundle.name, bundle.version));
  if (bundle.threshold) threshold_text_ = fmt::format("{}", bundle.threshold->value);
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
  LineText line;
  if (format_ == Format::csv)
    csv_line(prediction, line);
  else
    json_line(prediction, line);
  text += line.text();
}

void PredictionWriter::csv_line(const Prediction& prediction, LineText& text) const {
  text.format(FMT_COMPILE("{}"), prediction.row);
  for (std::size_t i = 0; i < keep_.size(); ++i) {
    text.add(",");
    if (i < prediction.kept.size()) text.add(csv_text(prediction.kept[i]));
  }
  if (prediction.verdict) {
    const Verdict& verdict = *prediction.verdict;
    text.format(FMT_COMPILE(",{},{},{}"), class_texts_[static_cast<std::size_t>(verdict.cls)],
                to_string(verdict.decision), verdict.attack_score);
    for (const float score : verdict.scores) text.format(FMT_COMPILE(",{}"), score);
  } else {
    text.add(std::string(3 + class_texts_.size(), ','));
  }
  text.format(FMT_COMPILE(",{},{},"), threshold_text_, model_text_);
  if (prediction.rejected) text.add(csv_text(reason(*prediction.rejected)));
  text.add("\n");
}

void PredictionWriter::json_line(const Prediction& prediction, LineText& text) const {
  text.format(FMT_COMPILE("{{\"row\":{}"), prediction.row);
  if (!prediction.kept.empty()) text.add(json_kept(prediction));
  if (prediction.verdict) {
    const Verdict& verdict = *prediction.verdict;
    text.format(FMT_COMPILE(R"(,"class":{},"decision":"{}","attack_score":{},"scores":)"),
                class_texts_[static_cast<std::size_t>(verdict.cls)], to_string(verdict.decision),
                verdict.attack_score);
    for (std::size_t i = 0; i < verdict.scores.size(); ++i)
      text.format(FMT_COMPILE("{}{}:{}"), i == 0 ? '{' : ',', class_texts_[i], verdict.scores[i]);
    text.add("}");
  }
  text.format(FMT_COMPILE(R"(,"threshold":{},"model":{})"),
              threshold_text_.empty() ? std::string_view("null") : threshold_text_, model_text_);
  if (prediction.rejected)
    text.format(FMT_COMPILE(R"(,"error":{{"rule":{},"column":{},"message":{}}})"),
                json_string(prediction.rejected->rule), json_string(prediction.rejected->column),
                json_string(prediction.rejected->message));
  text.add("}\n");
}

std::string PredictionWriter::json_kept(const Prediction& prediction) const {
  Json kept = Json::object();
  for (std::size_t i = 0; i < keep_.size(); ++i) kept[keep_[i]] = prediction.kept[i];
  return ",\"input\":" + dump_json(kept);
}

}  // namespace vedette
