// SPDX-License-Identifier: Apache-2.0
#include "data/json_row.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "data/familiar_row.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

constexpr int kDeepest = 16;
constexpr std::size_t kMostUnknown = 1000;
constexpr std::size_t kMostKnownKeys = 4096;
constexpr std::size_t kLongestLead = 256;  ///< one is kept for each place of a row
static_assert(JsonRowParser::kPadding >= kFamiliarPadding);

using Fault = std::optional<RejectReason>;

Fault syntax_fault(error_code code) {
  if (code == simdjson::SUCCESS) return std::nullopt;
  if (code == simdjson::UTF8_ERROR) return RejectReason{"not_utf8", "the row is not UTF-8"};
  return RejectReason{"not_json", fmt::format("not valid JSON: {}", simdjson::error_message(code))};
}

std::string joined_with_underscores(std::string path) {
  std::replace(path.begin(), path.end(), '.', '_');
  return path;
}

/// simdjson counts the blanks behind a token to it.
std::string_view without_blanks(std::string_view token) {
  return token.substr(0, token.find_last_not_of(kJsonBlanks) + 1);
}

void take_lead(std::string_view lead, KnownKey& known) {
  if (known.text.empty() || lead.size() > kLongestLead)
    known.lead.clear();
  else
    known.lead = lead;
}

}  // namespace

struct JsonRowParser::State {
  explicit State(const Schema& schema)
      : names(schema), seen(schema.columns.size()), columns(schema.columns.size()) {
    for (const ColumnSpec& column : schema.columns) rules.emplace_back(schema, column);
  }

  Fault parse(std::string_view line, std::span<std::string_view> into);
  Fault walk_row(std::string_view line, ondemand::object object);
  Fault take_field(ondemand::field field, KnownKey& known);
  void remember(ondemand::raw_json_string raw, std::string_view key, KnownKey& known) const;

  Fault walk(ondemand::object object, const std::string& prefix, int depth);
  Fault take(ondemand::value value, const std::string& path, int depth);
  Fault take_column(std::size_t column, ondemand::value value, ondemand::json_type type);
  Fault take_text(std::size_t column, ondemand::value value);
  Fault take_number(std::size_t column, ondemand::value value);
  [[nodiscard]] std::optional<std::size_t> column_of(const std::string& path) const;
  [[nodiscard]] std::span<const KnownKey> familiar_keys() const {
    return std::span(known_keys).first(familiar);
  }

  NameIndex names;
  std::vector<CellRules> rules;
  ondemand::parser parser;
  std::deque<std::string> kept;  ///< unescaped texts
  std::set<std::string> unknown;
  std::vector<KnownKey> known_keys;  ///< by place in the row: most need no look-up
  /// Number of keys of the row before, where it was sound and all of them are known; else 0.
  std::size_t familiar = 0;
  bool in_order = false;                  ///< those keys are, as their columns
  std::vector<std::uint8_t> seen;         ///< per column, in this row
  std::span<std::string_view> texts;      ///< of this row
  std::vector<std::string_view> columns;  ///< as many, where the caller has none
};

JsonRowParser::JsonRowParser(const Schema& schema) : state_(std::make_unique<State>(schema)) {}
JsonRowParser::~JsonRowParser() = default;
JsonRowParser::JsonRowParser(JsonRowParser&&) noexcept = default;

std::vector<std::string> JsonRowParser::unknown_paths() const {
  return {state_->unknown.begin(), state_->unknown.end()};
}

Fault JsonRowParser::parse(std::string_view line, std::span<std::string_view> texts) {
  State& state = *state_;
  const std::span<const KnownKey> familiar = state.familiar_keys();
  std::ranges::fill(texts, std::string_view());
  if (!familiar.empty() && read_familiar_row(line, familiar, texts)) return std::nullopt;
  return state.parse(line, texts);
}

tl::expected<RowText, RejectReason> JsonRowParser::parse(std::string_view line, CopiedRows& rows) {
  State& state = *state_;
  const std::span<const KnownKey> familiar = state.familiar_keys();
  if (!familiar.empty() && state.in_order) {
    const auto copied = copy_familiar_row(line, familiar, state.columns.size(), rows);
    if (copied) return *copied;
    if (Fault fault = state.parse(line, state.columns)) return tl::unexpected(std::move(*fault));
  } else if (Fault fault = parse(line, state.columns)) {
    return tl::unexpected(std::move(*fault));
  }
  return rows.add(state.columns);
}

Fault JsonRowParser::State::parse(std::string_view line, std::span<std::string_view> into) {
  kept.clear();
  std::ranges::fill(into, std::string_view());
  std::ranges::fill(seen, std::uint8_t{0});
  texts = into;
  familiar = 0;
  if (!begins_json_object(line))
    return RejectReason{"not_an_object", "the row is not a JSON object"};
  ondemand::document document;
  const simdjson::padded_string_view padded(line, line.size() + kPadding);
  if (auto fault = syntax_fault(parser.iterate(padded).get(document))) return fault;
  ondemand::object object;
  if (auto fault = syntax_fault(document.get_object().get(object))) return fault;
  if (auto fault = walk_row(line, object)) return fault;
  const char* rest = nullptr;
  if (document.current_location().get(rest) == simdjson::SUCCESS)
    return RejectReason{"not_json", "not valid JSON: something follows the object"};
  if (std::ranges::find(seen, 1) == seen.end())
    return RejectReason{"no_known_key", "the object has none of the schema's columns"};
  return std::nullopt;
}

Fault JsonRowParser::State::walk_row(std::string_view line, ondemand::object object) {
  const char* end = line.data();  // of the value before
  std::size_t place = 0;
  for (auto field : object) {
    if (auto fault = syntax_fault(field.error())) return fault;
    if (known_keys.size() == place && place < kMostKnownKeys) known_keys.emplace_back();
    KnownKey unkept;
    KnownKey& known = place < known_keys.size() ? known_keys[place] : unkept;
    const std::string_view token = without_blanks(field.value().raw_json_token());
    if (auto fault = take_field(field.value_unsafe(), known)) return fault;
    take_lead({end, token.data()}, known);
    end = token.data() + token.size();
    ++place;
  }
  const auto is_known = [](const KnownKey& key) { return !key.lead.empty(); };
  if (place <= known_keys.size() &&
      std::ranges::all_of(std::span(known_keys).first(place), is_known))
    familiar = place;
  in_order = std::ranges::is_sorted(familiar_keys(), {}, &KnownKey::column);
  return std::nullopt;
}

Fault JsonRowParser::State::take_field(ondemand::field field, KnownKey& known) {
  if (!known.text.empty() && field.key().unsafe_is_equal(known.text)) {
    ondemand::value value = field.value();
    ondemand::json_type type{};
    if (auto fault = syntax_fault(value.type().get(type))) return fault;
    return take_column(known.column, value, type);
  }
  const ondemand::raw_json_string raw = field.key();
  std::string_view key;
  if (auto fault = syntax_fault(field.unescaped_key().get(key))) return fault;
  remember(raw, key, known);
  return take(field.value(), std::string(key), 1);
}

/// Only what stands in the row as it is meant: no escapes.
void JsonRowParser::State::remember(ondemand::raw_json_string raw, std::string_view key,
                                    KnownKey& known) const {
  known.text.clear();
  const auto column = column_of(std::string(key));
  if (!column || key.empty() || key.find_first_of("\"\\") != std::string_view::npos) return;
  if (!raw.unsafe_is_equal(key)) return;
  known.text = key;
  known.column = *column;
}

Fault JsonRowParser::State::walk(ondemand::object object, const std::string& prefix, int depth) {
  if (depth > kDeepest)
    return RejectReason{"too_deep", fmt::format("objects are nested deeper than {}", kDeepest)};
  for (auto field : object) {
    std::string_view key;
    if (auto fault = syntax_fault(field.unescaped_key().get(key))) return fault;
    const std::string path = prefix.empty() ? std::string(key) : fmt::format("{}.{}", prefix, key);
    ondemand::value value;
    if (auto fault = syntax_fault(field.value().get(value))) return fault;
    if (auto fault = take(value, path, depth)) return fault;
  }
  return std::nullopt;
}

Fault JsonRowParser::State::take(ondemand::value value, const std::string& path, int depth) {
  ondemand::json_type type{};
  if (auto fault = syntax_fault(value.type().get(type))) return fault;
  if (const auto column = column_of(path)) return take_column(*column, value, type);
  if (type == ondemand::json_type::object) {
    ondemand::object object;
    if (auto fault = syntax_fault(value.get_object().get(object))) return fault;
    return walk(object, path, depth + 1);
  }
  if (unknown.size() < kMostUnknown) unknown.insert(path);
  if (type != ondemand::json_type::string) return std::nullopt;
  ondemand::raw_json_string passed;  // skipped unread, it might be taken for a key
  return syntax_fault(value.get_raw_json_string().get(passed));
}

std::optional<std::size_t> JsonRowParser::State::column_of(const std::string& path) const {
  const auto exact = names.find(path);
  if (exact || path.find('.') == std::string::npos) return exact;
  return names.find(joined_with_underscores(path));
}

Fault JsonRowParser::State::take_column(std::size_t column, ondemand::value value,
                                        ondemand::json_type type) {
  const std::string& name = rules[column].name();
  if (seen[column] != 0)
    return RejectReason{"duplicate_key", fmt::format("'{}' is given twice", name)};
  seen[column] = 1;
  switch (type) {
    case ondemand::json_type::null: {
      bool is_null = false;
      return syntax_fault(value.is_null().get(is_null));
    }
    case ondemand::json_type::string:
      return take_text(column, value);
    case ondemand::json_type::number:
      return take_number(column, value);
    case ondemand::json_type::boolean: {
      texts[column] = without_blanks(value.raw_json_token());
      bool is_true = false;
      return syntax_fault(value.get_bool().get(is_true));
    }
    case ondemand::json_type::array:
    case ondemand::json_type::object:
      break;
  }
  return RejectReason{"wrong_type", fmt::format("'{}' holds a list or an object", name)};
}

Fault JsonRowParser::State::take_text(std::size_t column, ondemand::value value) {
  std::string_view text;
  if (auto fault = syntax_fault(value.get_string().get(text))) return fault;
  texts[column] = kept.emplace_back(text);
  return std::nullopt;
}

Fault JsonRowParser::State::take_number(std::size_t column, ondemand::value value) {
  const std::string_view token = without_blanks(value.raw_json_token());
  if (!is_json_number(token))
    return RejectReason{"not_json",
                        fmt::format("not valid JSON: '{}' in '{}'", token, rules[column].name())};
  texts[column] = token;
  return std::nullopt;
}

}  // namespace vedette
