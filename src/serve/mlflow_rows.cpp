// SPDX-License-Identifier: Apache-2.0
#include "serve/mlflow_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/json.hpp"

namespace vedette {
namespace {

constexpr std::array<std::string_view, 4> kForms = {"dataframe_split", "dataframe_records",
                                                    "instances", "inputs"};
constexpr std::array<std::pair<std::string_view, MlflowOutput>, 5> kOutputs = {
    {{"label", MlflowOutput::label},
     {"decision", MlflowOutput::decision},
     {"attack_score", MlflowOutput::attack_score},
     {"scores", MlflowOutput::scores},
     {"full", MlflowOutput::full}}};

tl::unexpected<Error> bad(std::string what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, std::move(what), std::move(hint));
}

/// Python's JSON writes NaN as a bare word, which is no JSON (RFC 8259). Texts stay as they are.
std::string with_null_for_nan(std::string_view text) {
  constexpr std::string_view kWord = "NaN";
  std::string result;
  result.reserve(text.size());
  bool is_in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_in_text && text.substr(i, kWord.size()) == kWord) {
      result += "null";
      i += kWord.size() - 1;
      continue;
    }
    result += text[i];
    if (text[i] == '"') is_in_text = !is_in_text;
    if (is_in_text && text[i] == '\\' && i + 1 < text.size()) result += text[++i];
  }
  return result;
}

/// Writes rows as JSON objects, from values by position.
class RowWriter {
 public:
  explicit RowWriter(const std::vector<std::string>& names) {
    for (const std::string& name : names) keys_.push_back(dump_json(Json(name)) + ":");
  }

  [[nodiscard]] std::size_t width() const { return keys_.size(); }
  void begin() { text_ += text_.size() == 1 ? "{" : ",{"; }
  void add(std::size_t column, const Json& value) {
    if (text_.back() != '{') text_ += ',';
    text_ += keys_[column] + dump_json(value);
  }
  void end() { text_ += '}'; }
  [[nodiscard]] std::string finish() { return std::move(text_) + "]"; }

 private:
  std::vector<std::string> keys_;
  std::string text_ = "[";
};

std::vector<std::string> input_names(const Schema& scoring) {
  std::vector<std::string> names;
  for (const ColumnSpec& column : scoring.columns)
    if (!column.may_be_absent) names.push_back(column.name);
  return names;
}

Result<std::vector<std::string>> names_in(const Json& columns) {
  std::vector<std::string> names;
  if (!columns.is_array()) return bad("'columns' is not a list");
  for (const Json& name : columns) {
    if (!name.is_string()) return bad("'columns' is not a list of texts");
    names.push_back(name.get<std::string>());
  }
  return names;
}

/// Lists of values; one value stands for a list of one where the rows are that narrow.
Result<std::string> rows_from_lists(const Json& lists, const std::vector<std::string>& names) {
  RowWriter writer(names);
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const Json& row = lists[i];
    const std::size_t width = row.is_array() ? row.size() : 1;
    if (width != writer.width())
      return bad(fmt::format("row {} has {} values, and there are {} columns", i + 1, width,
                             writer.width()),
                 fmt::format("the columns are {}", fmt::join(names, ", ")));
    writer.begin();
    for (std::size_t c = 0; c < width; ++c) writer.add(c, row.is_array() ? row[c] : row);
    writer.end();
  }
  return writer.finish();
}

Result<std::string> rows_from_split(const Json& split, const Schema& scoring) {
  if (!split.is_object()) return bad("'dataframe_split' is not an object");
  for (const auto& [key, value] : split.items())
    if (key != "columns" && key != "data" && key != "index")
      return bad(fmt::format("'dataframe_split' has '{}', which is none of columns, data and index",
                             key));
  const auto data = split.find("data");
  if (data == split.end() || !data->is_array()) return bad("'dataframe_split' has no list 'data'");
  const auto columns = split.find("columns");
  const std::vector<std::string> names =
      columns == split.end() ? input_names(scoring) : VEDETTE_TRY(names_in(*columns));
  return rows_from_lists(*data, names);
}

Result<std::string> rows_from_columns(const Json& columns) {
  std::vector<std::string> names;
  std::vector<const Json*> values;
  for (const auto& [name, value] : columns.items()) {
    names.push_back(name);
    values.push_back(&value);
  }
  const auto rows_in = [](const Json& value) { return value.is_array() ? value.size() : 1; };
  for (std::size_t c = 1; c < values.size(); ++c)
    if (rows_in(*values[c]) != rows_in(*values[0]))
      return bad(fmt::format("'{}' has {} values, and '{}' has {}", names[c], rows_in(*values[c]),
                             names[0], rows_in(*values[0])));
  RowWriter writer(names);
  const std::size_t rows = values.empty() ? 0 : rows_in(*values[0]);
  for (std::size_t row = 0; row < rows; ++row) {
    writer.begin();
    for (std::size_t c = 0; c < values.size(); ++c)
      writer.add(c, values[c]->is_array() ? (*values[c])[row] : *values[c]);
    writer.end();
  }
  return writer.finish();
}

Result<std::string> rows_from_values(const Json& values, std::string_view form,
                                     const Schema& scoring) {
  if (values.is_object()) return rows_from_columns(values);
  if (!values.is_array())
    return bad(fmt::format("'{}' is neither a list nor an object of lists", form));
  if (!values.empty() && values.front().is_object()) return dump_json(values);
  return rows_from_lists(values, input_names(scoring));
}

Result<std::string> rows_from(const Json& request, std::string_view form, const Schema& scoring) {
  const Json& value = *request.find(form);
  if (form == "dataframe_split") return rows_from_split(value, scoring);
  if (form == "dataframe_records") {
    if (!value.is_array()) return bad("'dataframe_records' is not a list of records");
    return dump_json(value);
  }
  return rows_from_values(value, form, scoring);
}

Result<MlflowOutput> output_in(const Json& request) {
  const auto params = request.find("params");
  if (params == request.end() || params->is_null()) return MlflowOutput::label;
  if (!params->is_object()) return bad("'params' is not an object");
  MlflowOutput output = MlflowOutput::label;
  for (const auto& [name, value] : params->items()) {
    if (name != "output") return bad(fmt::format("there is no parameter '{}'", name),
                                     "there is `output`");
    const std::string word = VEDETTE_TRY(json_text(*params, "output"));
    output = VEDETTE_TRY(mlflow_output_from(word));
  }
  return output;
}

}  // namespace

Result<MlflowOutput> mlflow_output_from(std::string_view name) {
  for (const auto& [known, output] : kOutputs)
    if (known == name) return output;
  return bad(fmt::format("`output` cannot be '{}'", name),
             "label, decision, attack_score, scores or full");
}

Result<MlflowRequest> parse_mlflow_request(std::string_view body, const Schema& scoring) {
  const Json request = VEDETTE_TRY(parse_json(with_null_for_nan(body)));
  std::vector<std::string_view> given;
  if (request.is_object())
    for (const std::string_view form : kForms)
      if (request.contains(form)) given.push_back(form);
  if (given.size() != 1)
    return bad(fmt::format("the body must be a JSON object with exactly one of {}",
                           fmt::join(kForms, ", ")));
  const MlflowOutput output = VEDETTE_TRY(output_in(request));
  return MlflowRequest{.rows = VEDETTE_TRY(rows_from(request, given.front(), scoring)),
                       .output = output};
}

}  // namespace vedette
