// SPDX-License-Identifier: Apache-2.0
#include "data/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "data/timestamp.hpp"

namespace vedette {
namespace {

struct TypeRow {
  ColumnType type;
  std::string_view name;
};

constexpr TypeRow kTypes[] = {
    {ColumnType::int64, "int64"},         {ColumnType::float64, "float64"},
    {ColumnType::text, "text"},           {ColumnType::boolean, "boolean"},
    {ColumnType::timestamp, "timestamp"},
};

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

template <class Values>
Values& values_of(Column& column) {
  auto* values = std::get_if<Values>(&column.values);
  check(values != nullptr, "a column's values are those of its type");
  return *values;
}

template <class Values>
const Values& values_of(const Column& column) {
  const auto* values = std::get_if<Values>(&column.values);
  check(values != nullptr, "a column's values are those of its type");
  return *values;
}

template <class Numbers>
void add_all(Numbers& to, const Numbers& from) {
  to.insert(to.end(), from.begin(), from.end());
}

template <class Numbers>
void make_room(Numbers& values, std::size_t rows) {
  values.reserve(rows);
}

void make_room(TextValues& values, std::size_t rows) {
  values.reserve(rows, 0);
}

void add_all(TextValues& to, const TextValues& from) {
  to.append(from);
}

template <class Numbers>
void add_some(Numbers& to, const Numbers& from, std::span<const std::uint32_t> rows) {
  const std::size_t first = to.size();
  to.resize(first + rows.size());
  std::ranges::transform(rows, to.data() + first, [&](std::uint32_t row) { return from[row]; });
}

void add_some(TextValues& to, const TextValues& from, std::span<const std::uint32_t> rows) {
  for (const std::uint32_t row : rows) to.push_back(from[row]);
}

bool same_bits(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool both_nan = std::isnan(a[i]) && std::isnan(b[i]);
    if (!both_nan && std::bit_cast<std::uint64_t>(a[i]) != std::bit_cast<std::uint64_t>(b[i]))
      return false;
  }
  return true;
}

}  // namespace

std::string_view to_string(ColumnType type) {
  for (const TypeRow& row : kTypes)
    if (row.type == type) return row.name;
  check(false, "every column type has a name");
  return {};
}

Result<ColumnType> column_type_from(std::string_view name) {
  for (const TypeRow& row : kTypes)
    if (row.name == name) return row.type;
  return fail(ErrorCode::invalid_argument, fmt::format("there is no column type '{}'", name),
              "types are int64, float64, text, boolean and timestamp");
}

void TextValues::push_back(std::string_view text) {
  bytes_.append(text);
  ends_.push_back(bytes_.size());
}

void TextValues::resize(std::size_t count) {
  if (count < size()) bytes_.resize(count == 0 ? 0 : ends_[count - 1]);
  ends_.resize(count, bytes_.size());
}

void TextValues::reserve(std::size_t count, std::size_t bytes) {
  ends_.reserve(count);
  bytes_.reserve(bytes);
}

void TextValues::clear() {
  constexpr std::size_t kMostKept = std::size_t{4} << 20;  // what one long text took is given back
  ends_.clear();
  bytes_.clear();
  if (bytes_.capacity() > kMostKept) bytes_ = {};
}

void TextValues::append(const TextValues& other) {
  const std::uint64_t before = bytes_.size();
  bytes_ += other.bytes_;
  for (const std::uint64_t end : other.ends_) ends_.push_back(before + end);
}

std::string_view TextValues::operator[](std::size_t i) const {
  const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
  return std::string_view(bytes_).substr(begin, ends_[i] - begin);
}

Column Column::make(std::string name, ColumnType type) {
  Column column{std::move(name), type, {}, {}};
  switch (type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      column.values = UnsetVector<std::int64_t>{};
      break;
    case ColumnType::float64:
      column.values = UnsetVector<double>{};
      break;
    case ColumnType::text:
      column.values = TextValues{};
      break;
    case ColumnType::boolean:
      column.values = std::vector<std::uint8_t>{};
      break;
  }
  return column;
}

std::span<const std::int64_t> Column::int64s() const {
  return values_of<UnsetVector<std::int64_t>>(*this);
}

std::span<const double> Column::float64s() const {
  return values_of<UnsetVector<double>>(*this);
}

std::span<const std::uint8_t> Column::booleans() const {
  return values_of<std::vector<std::uint8_t>>(*this);
}

const TextValues& Column::texts() const {
  const auto* texts = std::get_if<TextValues>(&values);
  check(texts != nullptr, "a text column holds texts");
  return *texts;
}

double Column::number(std::size_t row) const {
  if (missing[row] != 0) return kNaN;
  switch (type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      return static_cast<double>(int64s()[row]);
    case ColumnType::float64:
      return float64s()[row];
    case ColumnType::boolean:
      return booleans()[row];
    case ColumnType::text:
      break;
  }
  return kNaN;
}

std::string Column::text(std::size_t row) const {
  if (missing[row] != 0) return {};
  switch (type) {
    case ColumnType::int64:
      return fmt::format("{}", int64s()[row]);
    case ColumnType::timestamp:
      return format_timestamp(int64s()[row]);
    case ColumnType::float64:
      return format_number(float64s()[row]);
    case ColumnType::boolean:
      return booleans()[row] != 0 ? "true" : "false";
    case ColumnType::text:
      break;
  }
  return std::string(texts()[row]);
}

void Column::push_missing(std::size_t rows) {
  const std::size_t size = missing.size() + rows;
  switch (type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      values_of<UnsetVector<std::int64_t>>(*this).resize(size, 0);
      break;
    case ColumnType::float64:
      values_of<UnsetVector<double>>(*this).resize(size, kNaN);
      break;
    case ColumnType::boolean:
      values_of<std::vector<std::uint8_t>>(*this).resize(size, 0);
      break;
    case ColumnType::text:
      std::get<TextValues>(values).resize(size);
      break;
  }
  missing.resize(size, 1);
}

void Column::push_int64(std::int64_t value) {
  values_of<UnsetVector<std::int64_t>>(*this).push_back(value);
  missing.push_back(0);
}

void Column::push_float64(double value) {
  values_of<UnsetVector<double>>(*this).push_back(value);
  missing.push_back(std::isnan(value) ? 1 : 0);
}

void Column::push_text(std::string_view value) {
  check(type == ColumnType::text, "texts go into text columns");
  std::get<TextValues>(values).push_back(value);
  missing.push_back(0);
}

void Column::push_boolean(bool value) {
  values_of<std::vector<std::uint8_t>>(*this).push_back(value ? 1 : 0);
  missing.push_back(0);
}

void Column::reserve(std::size_t rows) {
  std::visit([rows](auto& all) { make_room(all, rows); }, values);
  missing.reserve(rows);
}

void Column::clear() {
  std::visit([](auto& all) { all.clear(); }, values);
  missing.clear();
}

void Column::keep_only(std::size_t first, std::span<const std::uint32_t> kept) {
  Column tail = make({}, type);
  tail.append(*this, kept);
  std::visit([first](auto& all) { all.resize(first); }, values);
  missing.resize(first);
  append(tail);
}

void Column::append(const Column& other) {
  check(type == other.type, "rows are copied between columns of one type");
  std::visit(
      [&other](auto& all) { add_all(all, std::get<std::decay_t<decltype(all)>>(other.values)); },
      values);
  missing.insert(missing.end(), other.missing.begin(), other.missing.end());
}

void Column::append(const Column& other, std::span<const std::uint32_t> rows) {
  check(type == other.type, "rows are copied between columns of one type");
  std::visit(
      [&](auto& all) { add_some(all, std::get<std::decay_t<decltype(all)>>(other.values), rows); },
      values);
  add_some(missing, other.missing, rows);
}

bool Column::operator==(const Column& other) const {
  if (name != other.name || type != other.type || missing != other.missing) return false;
  if (type == ColumnType::float64) return same_bits(float64s(), other.float64s());
  return values == other.values;
}

const Column* Table::find(std::string_view name) const {
  for (const Column& column : columns)
    if (column.name == name) return &column;
  return nullptr;
}

Table Table::select(std::span<const std::uint32_t> row_numbers) const {
  Table selected;
  selected.origin = origin;
  for (const Column& column : columns)
    selected.columns.emplace_back(Column::make(column.name, column.type))
        .append(column, row_numbers);
  return selected;
}

void Table::append(const Table& other) {
  check(columns.size() == other.columns.size(), "appended tables have the same columns");
  for (std::size_t c = 0; c < columns.size(); ++c) {
    check(columns[c].name == other.columns[c].name, "appended tables have the same columns");
    columns[c].append(other.columns[c]);
  }
}

std::string format_number(double value) {
  if (std::isnan(value)) return "nan";
  return fmt::format("{}", value);
}

}  // namespace vedette
