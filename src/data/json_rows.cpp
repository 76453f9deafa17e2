// SPDX-License-Identifier: Apache-2.0
#include "data/json_rows.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <optional>
#include <vector>

#include "data/cell_texts.hpp"
#include "data/guess_rows.hpp"
#include "data/json_row.hpp"
#include "data/row_builder.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

constexpr std::string_view kHint =
    R"(send {"row": {...}}, {"rows": [{...}, ...]}, one object or a list of objects)";

tl::unexpected<Error> not_json(std::string_view why) {
  return fail(ErrorCode::malformed, fmt::format("the body is not valid JSON: {}", why),
              std::string(kHint));
}

Result<> ok(error_code code) {
  if (code == simdjson::SUCCESS) return {};
  return not_json(simdjson::error_message(code));
}

/// A text that nobody reads must be passed by all the same: before a colon it is taken for a key.
Result<> pass_text(ondemand::value value) {
  ondemand::raw_json_string passed;
  return ok(value.get_raw_json_string().get(passed));
}

Result<> take_list(ondemand::array list, std::size_t max_rows, std::vector<std::string_view>& rows) {
  for (auto element : list) {
    ondemand::value value;
    VEDETTE_TRY(ok(element.get(value)));
    ondemand::json_type type{};
    VEDETTE_TRY(ok(value.type().get(type)));
    std::string_view raw;
    if (type == ondemand::json_type::object) {
      ondemand::object object;
      VEDETTE_TRY(ok(value.get_object().get(object)));
      VEDETTE_TRY(ok(object.raw_json().get(raw)));
    } else if (type == ondemand::json_type::array) {
      ondemand::array inner;
      VEDETTE_TRY(ok(value.get_array().get(inner)));
      VEDETTE_TRY(ok(inner.raw_json().get(raw)));
    } else {
      raw = value.raw_json_token();
      if (type == ondemand::json_type::string) VEDETTE_TRY(pass_text(value));
    }
    if (rows.size() == max_rows)
      return fail(ErrorCode::too_large, fmt::format("the list has more than {} rows", max_rows),
                  "send them in several requests, or as CSV or JSON Lines");
    rows.push_back(raw);
  }
  return {};
}

/// True where the field holds the rows.
Result<bool> take_field(std::string_view key, ondemand::value value, std::size_t max_rows,
                        JsonRowList& found) {
  ondemand::json_type type{};
  VEDETTE_TRY(ok(value.type().get(type)));
  if (key == "rows" && type == ondemand::json_type::array) {
    ondemand::array list;
    VEDETTE_TRY(ok(value.get_array().get(list)));
    VEDETTE_TRY(take_list(list, max_rows, found.rows));
    found.is_list = true;
    found.pointer = "/rows";
    return true;
  }
  if (key == "row" && type == ondemand::json_type::object) {
    ondemand::object object;
    VEDETTE_TRY(ok(value.get_object().get(object)));
    std::string_view raw;
    VEDETTE_TRY(ok(object.raw_json().get(raw)));
    found.rows.push_back(raw);
    found.pointer = "/row";
    return true;
  }
  if (type == ondemand::json_type::string) VEDETTE_TRY(pass_text(value));
  return false;
}

Result<> take_object(ondemand::object object, std::string_view text, std::size_t max_rows,
                     JsonRowList& found) {
  bool has_rows = false;
  for (auto field : object) {
    std::string_view key;
    VEDETTE_TRY(ok(field.unescaped_key().get(key)));
    ondemand::value value;
    VEDETTE_TRY(ok(field.value().get(value)));
    const bool taken = VEDETTE_TRY(take_field(key, value, max_rows, found));
    if (taken && has_rows)
      return fail(ErrorCode::malformed, "the body has both 'row' and 'rows', or one of them twice",
                  std::string(kHint));
    has_rows = has_rows || taken;
  }
  if (!has_rows) found.rows.push_back(text);
  return {};
}

/// The text without blanks around it, and with the padding that parsers need behind it.
std::string_view padded_body(std::string& text) {
  const std::size_t size = text.size();
  text.append(JsonRowParser::kPadding, ' ');
  return trim(std::string_view(text).substr(0, size));
}

}  // namespace

struct JsonRows::State {
  explicit State(const Schema& schema)
      : rows(schema),
        builder(schema),
        cell_of(CopiedRows::in_order(schema.columns.size())) {}

  Result<JsonRowList> split(std::string_view text, std::size_t max_rows);
  void take(std::string_view row, std::string_view body, std::int64_t number, Batch& batch);

  ondemand::parser parser;
  JsonRowParser rows;
  RowBuilder builder;
  std::vector<std::optional<std::size_t>> cell_of;  ///< of each column
  CopiedRows kept;
  std::vector<RowText> row_texts;
  std::vector<RowSource> sources;
};

Result<JsonRowList> JsonRows::State::split(std::string_view text, std::size_t max_rows) {
  ondemand::document document;
  const simdjson::padded_string_view padded(text, text.size() + JsonRowParser::kPadding);
  VEDETTE_TRY(ok(parser.iterate(padded).get(document)));
  ondemand::json_type type{};
  VEDETTE_TRY(ok(document.type().get(type)));
  JsonRowList found;
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    VEDETTE_TRY(ok(document.get_object().get(object)));
    VEDETTE_TRY(take_object(object, text, max_rows, found));
  } else if (type == ondemand::json_type::array) {
    ondemand::array list;
    VEDETTE_TRY(ok(document.get_array().get(list)));
    found.is_list = true;
    VEDETTE_TRY(take_list(list, max_rows, found.rows));
  } else {
    return fail(ErrorCode::malformed, "the body is neither an object nor a list",
                std::string(kHint));
  }
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS)
    return not_json("something follows the value");
  return found;
}

void JsonRows::State::take(std::string_view row, std::string_view body, std::int64_t number,
                           Batch& batch) {
  const RowSource source{number, row.data() - body.data(), row};
  tl::expected<RowText, RejectReason> parsed = rows.parse(row, kept);
  if (!parsed) {
    batch.rejected.push_back(
        reject(batch.table.origin.source, source, {}, std::move(parsed.error())));
    return;
  }
  row_texts.push_back(*parsed);
  sources.push_back(source);
}

JsonRows::JsonRows(const Schema& schema) : state_(std::make_unique<State>(schema)) {}
JsonRows::~JsonRows() = default;
JsonRows::JsonRows(JsonRows&&) noexcept = default;

Result<JsonRowList> JsonRows::split(std::string& text, std::size_t max_rows) {
  const std::string_view body = padded_body(text);
  JsonRowList list = VEDETTE_TRY(state_->split(body, max_rows));
  list.body = text;
  return list;
}

std::optional<JsonRowList> JsonRows::guess(std::string& text, std::size_t max_rows) {
  const std::size_t size = text.size();
  const std::string_view body = padded_body(text);
  std::optional<JsonRowList> list = guess_rows(body, max_rows);
  if (list)
    list->body = text;
  else
    text.resize(size);
  return list;
}

Result<Batch> JsonRows::decode(const JsonRowList& list, std::size_t first, std::size_t count) {
  State& state = *state_;
  state.kept.clear();
  state.row_texts.clear();
  state.sources.clear();
  Batch batch = state.builder.empty_batch("body");
  for (std::size_t i = first; i < first + count; ++i) {
    state.take(list.rows[i], list.body, static_cast<std::int64_t>(i) + 1, batch);
    if (list.is_guess && !batch.rejected.empty()) return not_json("the rows end elsewhere");
  }
  VEDETTE_TRY(state.builder.append(state.sources, {state.row_texts, state.cell_of}, batch));
  sort_by_row(batch.rejected);
  return batch;
}

Result<JsonRowBatch> JsonRows::decode(std::string& text, std::size_t max_rows) {
  JsonRowList list = VEDETTE_TRY(split(text, max_rows));
  Batch batch = VEDETTE_TRY(decode(list, 0, list.rows.size()));
  return JsonRowBatch{
      .batch = std::move(batch), .is_list = list.is_list, .pointer = std::move(list.pointer)};
}

void JsonRows::recycle(Batch used) { state_->builder.recycle(std::move(used)); }

}  // namespace vedette
