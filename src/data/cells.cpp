// SPDX-License-Identifier: Apache-2.0
#include "data/cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "data/decimal.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kShownBytes = 60;

/// A cell as messages show it.
std::string shown(std::string_view text) {
  if (text.size() <= kShownBytes) return fmt::format("'{}'", text);
  return fmt::format("'{}...' ({} bytes)", text.substr(0, kShownBytes), text.size());
}

CellFault fault_of(NumberFault fault, const std::string& name, std::string_view text) {
  switch (fault) {
    case NumberFault::not_finite:
      return {0, "not_finite", fmt::format("{} in '{}' is not a finite number", shown(text), name)};
    case NumberFault::not_a_whole_number:
      return {0, "not_a_whole_number",
              fmt::format("{} in '{}' is not a whole number", shown(text), name)};
    case NumberFault::out_of_int64_range:
      return {0, "out_of_int64_range",
              fmt::format("{} in '{}' does not fit into 64 bits", shown(text), name)};
    case NumberFault::none:
    case NumberFault::not_a_number:
      break;
  }
  return {0, "not_a_number", fmt::format("{} in '{}' is not a number", shown(text), name)};
}

std::optional<TimeFormat> epoch_of(std::string_view unit) {
  if (unit == "s" || unit == "seconds") return TimeFormat::seconds;
  if (unit == "ms" || unit == "milliseconds") return TimeFormat::milliseconds;
  if (unit == "us" || unit == "microseconds") return TimeFormat::microseconds;
  if (unit == "ns" || unit == "nanoseconds") return TimeFormat::nanoseconds;
  return std::nullopt;
}

std::optional<bool> boolean_of(std::string_view text) {
  const std::string word = lower_case(text);
  if (word == "1" || word == "true" || word == "yes") return true;
  if (word == "0" || word == "false" || word == "no") return false;
  return std::nullopt;
}

/// Whether a cell has ASCII from `!` on only: there is nothing to trim and no UTF-8 to check.
/// Looks at eight bytes at a time; those past the end count as sound.
bool is_plain_word(std::string_view cell) {
  constexpr std::uint64_t kEach = 0x0101010101010101ULL;
  std::uint64_t unsound = 0;
  for (std::size_t i = 0; i < cell.size(); i += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, cell.data() + i, 8);  // reaches into the padding of the row
    if (const std::size_t left = cell.size() - i; left < 8) {
      const std::uint64_t outside = ~std::uint64_t{0} << (8 * left);
      bytes = (bytes & ~outside) | (kEach * '!' & outside);
    }
    unsound |= bytes | (bytes - kEach * '!');
  }
  return !cell.empty() && (unsound & (kEach * 0x80)) == 0;
}

}  // namespace

CellRules::CellRules(const Schema& schema, const ColumnSpec& column)
    : name_(column.name),
      type_(column.type),
      markers_(schema.missing),
      format_(column.format),
      epoch_(epoch_of(column.unit)),
      may_be_missing_(column.may_be_missing),
      decimal_comma_(schema.decimal == ',') {
  markers_.insert(markers_.end(), column.missing.begin(), column.missing.end());
  for (const std::string& marker : markers_)
    if (!marker.empty()) marker_starts_.set(static_cast<unsigned char>(marker.front()));
  markers_are_numbers_ = std::any_of(markers_.begin(), markers_.end(), [](const auto& marker) {
    return parse_float64(marker).fault == NumberFault::none;
  });
}

bool CellRules::is_missing(std::string_view text) const {
  const std::string_view bare = trim(text);
  return bare.empty() || std::find(markers_.begin(), markers_.end(), bare) != markers_.end();
}

std::vector<CellFault> CellRules::append(const Cells& cells, Column& column) const {
  if (type_ == ColumnType::text) return append_texts(cells, column);
  if (!has_plain_numbers()) return append_each(cells, column);
  return type_ == ColumnType::float64 ? append_numbers<double>(cells, column)
                                      : append_numbers<std::int64_t>(cells, column);
}

/// Most cells are plain numbers, which are read in one go; the others take the general way.
bool CellRules::has_plain_numbers() const {
  return (type_ == ColumnType::float64 || type_ == ColumnType::int64) && !markers_are_numbers_ &&
         !decimal_comma_;
}

std::vector<CellFault> CellRules::read_left(const LeftCells& left, const Cells& cells,
                                            Column& column) const {
  if (left.empty()) return {};
  return type_ == ColumnType::float64 ? read_left_as<double>(left, cells, column)
                                      : read_left_as<std::int64_t>(left, cells, column);
}

std::vector<CellFault> CellRules::append_each(const Cells& cells, Column& column) const {
  std::vector<CellFault> faults;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    if (std::optional<CellFault> fault = append(cells[row], column)) {
      fault->row = row;
      faults.push_back(std::move(*fault));
    }
  }
  return faults;
}

std::optional<CellFault> CellRules::append(std::string_view text, Column& column) const {
  if (is_missing(text)) return append_missing(column);
  switch (type_) {
    case ColumnType::int64:
      return append_number<std::int64_t>(text, column);
    case ColumnType::float64:
      return append_number<double>(text, column);
    case ColumnType::text:
      return append_text(text, column);
    case ColumnType::boolean:
      return append_boolean(text, column);
    case ColumnType::timestamp:
      return append_time(text, column);
  }
  return std::nullopt;
}

std::optional<CellFault> CellRules::append_missing(Column& column) const {
  column.push_missing();
  if (may_be_missing_) return std::nullopt;
  return CellFault{0, "missing_value", fmt::format("'{}' has no value", name_)};
}

/// Most texts are plain words, which need no closer look.
std::vector<CellFault> CellRules::append_texts(const Cells& cells, Column& column) const {
  std::vector<CellFault> faults;
  auto& texts = std::get<TextValues>(column.values);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const std::string_view text = cells[row];
    if (is_plain_word(text) && !may_be_marker(text.front())) {
      texts.push_back(text);
      column.missing.push_back(0);
    } else if (std::optional<CellFault> fault = append(text, column)) {
      fault->row = row;
      faults.push_back(std::move(*fault));
    }
  }
  return faults;
}

template <class Value>
std::vector<CellFault> CellRules::append_numbers(const Cells& cells, Column& column) const {
  const std::span<Value> values = add_rows<Value>(column, cells.size());
  return read_left(parse_plain(cells, values), cells, column);
}

template <class Value>
std::vector<CellFault> CellRules::read_left_as(const LeftCells& left, const Cells& cells,
                                               Column& column) const {
  std::vector<RowText> rows;
  for (const std::uint32_t row : left) rows.push_back(cells.rows[row]);
  Column others = Column::make({}, type_);
  std::vector<CellFault> faults = append_each({rows, cells.cell}, others);
  for (CellFault& fault : faults) fault.row = left[fault.row];
  auto& values = std::get<UnsetVector<Value>>(column.values);
  const std::size_t first = values.size() - cells.size();
  for (std::size_t i = 0; i < left.size(); ++i) {
    values[first + left[i]] = std::get<UnsetVector<Value>>(others.values)[i];
    column.missing[first + left[i]] = others.missing[i];
  }
  return faults;
}

template <class Number>
std::optional<CellFault> CellRules::append_number(std::string_view text, Column& column) const {
  const std::string_view bare = trim(text);
  if constexpr (std::is_same_v<Number, double>) {
    const auto number = decimal_comma_ ? parse_float64(with_point(bare)) : parse_float64(bare);
    number.fault == NumberFault::none ? column.push_float64(number.value) : column.push_missing();
    if (number.fault != NumberFault::none) return fault_of(number.fault, name_, text);
  } else {
    const auto number = decimal_comma_ ? parse_int64(with_point(bare)) : parse_int64(bare);
    number.fault == NumberFault::none ? column.push_int64(number.value) : column.push_missing();
    if (number.fault != NumberFault::none) return fault_of(number.fault, name_, text);
  }
  return std::nullopt;
}

std::optional<CellFault> CellRules::append_text(std::string_view text, Column& column) const {
  if (is_plain_ascii(text)) {
    column.push_text(text);
    return std::nullopt;
  }
  const std::optional<std::size_t> invalid = first_invalid_utf8(text);
  const std::size_t zero = text.find('\0');
  if (!invalid && zero == std::string_view::npos) {
    column.push_text(text);
    return std::nullopt;
  }
  column.push_missing();
  if (invalid)
    return CellFault{0, "not_utf8",
                     fmt::format("byte {} of the text in '{}' is 0x{:02X}, which is not UTF-8",
                                 *invalid, name_, static_cast<unsigned char>(text[*invalid]))};
  return CellFault{0, "zero_byte",
                   fmt::format("byte {} of the text in '{}' is a zero byte", zero, name_)};
}

std::optional<CellFault> CellRules::append_boolean(std::string_view text, Column& column) const {
  if (const std::optional<bool> value = boolean_of(trim(text))) {
    column.push_boolean(*value);
    return std::nullopt;
  }
  column.push_missing();
  return CellFault{
      0, "not_a_boolean",
      fmt::format("{} in '{}' is none of 0, 1, true, false, yes and no", shown(text), name_)};
}

std::optional<CellFault> CellRules::append_time(std::string_view text, Column& column) const {
  const std::string_view bare = trim(text);
  if (!format_ && is_ambiguous_date(bare)) {
    column.push_missing();
    return CellFault{0, kAmbiguousDate,
                     fmt::format("{} in '{}' may be day/month or month/day", shown(text), name_)};
  }
  if (const std::optional<TimeNs> time = parse_time(bare)) {
    column.push_int64(*time);
    return std::nullopt;
  }
  column.push_missing();
  return CellFault{0, "not_a_time", fmt::format("{} in '{}' is not a time", shown(text), name_)};
}

std::optional<TimeNs> CellRules::parse_time(std::string_view text) const {
  if (format_) {
    const auto time = parse_timestamp(text, *format_);
    return time ? time : parse_timestamp(text, TimeFormat::iso8601);
  }
  for (const auto format : {TimeFormat::iso8601, TimeFormat::day_first, TimeFormat::month_first})
    if (const auto time = parse_timestamp(text, format)) return time;
  return epoch_ ? parse_timestamp(text, *epoch_) : std::nullopt;
}

std::string CellRules::with_point(std::string_view text) const {
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '.', '\'');  // grouping is no part of a number
  std::replace(plain.begin(), plain.end(), ',', '.');
  return plain;
}

}  // namespace vedette
