// SPDX-License-Identifier: Apache-2.0
#include "store/segment_columns.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <unordered_map>

namespace vedette {
namespace {

// Codes in the format; docs/formats/segment.md lists them.
enum class Mask : std::uint8_t { none, bits, all };
enum class Numbers : std::uint8_t { raw, whole };
enum class Texts : std::uint8_t { plain, dictionary };

constexpr std::size_t kMaxDictionary = 65'535;

tl::unexpected<Error> malformed(std::string message) {
  return fail(ErrorCode::malformed, std::move(message));
}

// --- bits ---------------------------------------------------------------------------------------

void put_bits(std::string& payload, std::span<const std::uint8_t> flags) {
  std::string bits((flags.size() + 7) / 8, '\0');
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[i] != 0) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << i % 8);
  payload.append(bits);
}

Result<std::vector<std::uint8_t>> take_bits(ByteReader& payload, std::size_t count) {
  const std::string_view bits = VEDETTE_TRY(payload.take((count + 7) / 8));
  std::vector<std::uint8_t> flags(count);
  for (std::size_t i = 0; i < count; ++i) flags[i] = (bits[i / 8] >> i % 8 & 1) != 0;
  return flags;
}

// --- whole numbers: the least one, then how much larger each is, in the fewest bytes ------------

template <class T>
void put_offsets(std::string& payload, std::span<const std::int64_t> values, std::uint64_t least) {
  const std::size_t begin = payload.size();
  payload.resize(begin + values.size() * sizeof(T));
  char* out = payload.data() + begin;
  for (const std::int64_t value : values) {
    const auto offset = static_cast<T>(static_cast<std::uint64_t>(value) - least);
    std::memcpy(out, &offset, sizeof offset);
    out += sizeof offset;
  }
}

void put_integers(std::string& payload, std::span<const std::int64_t> values) {
  if (values.empty()) return;
  const auto [least, most] = std::ranges::minmax(values);
  const auto base = static_cast<std::uint64_t>(least);
  const std::uint64_t range = static_cast<std::uint64_t>(most) - base;
  const auto bits = std::bit_width(range);
  const std::uint8_t width = bits == 0 ? 0 : bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
  put(payload, least);
  put(payload, width);
  if (width == 1) put_offsets<std::uint8_t>(payload, values, base);
  if (width == 2) put_offsets<std::uint16_t>(payload, values, base);
  if (width == 4) put_offsets<std::uint32_t>(payload, values, base);
  if (width == 8) put_offsets<std::uint64_t>(payload, values, base);
}

template <class T>
Result<UnsetVector<std::int64_t>> take_offsets(ByteReader& payload, std::size_t count,
                                               std::uint64_t least) {
  const std::string_view bytes = VEDETTE_TRY(payload.take(std::uint64_t{count} * sizeof(T)));
  UnsetVector<std::int64_t> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    T offset;
    std::memcpy(&offset, bytes.data() + i * sizeof(T), sizeof offset);
    values[i] = static_cast<std::int64_t>(least + offset);
  }
  return values;
}

Result<UnsetVector<std::int64_t>> take_integers(ByteReader& payload, std::size_t count) {
  if (count == 0) return UnsetVector<std::int64_t>{};
  const auto least = VEDETTE_TRY(payload.number<std::int64_t>());
  const auto width = VEDETTE_TRY(payload.number<std::uint8_t>());
  const auto base = static_cast<std::uint64_t>(least);
  switch (width) {
    case 0:
      return UnsetVector<std::int64_t>(count, least);
    case 1:
      return take_offsets<std::uint8_t>(payload, count, base);
    case 2:
      return take_offsets<std::uint16_t>(payload, count, base);
    case 4:
      return take_offsets<std::uint32_t>(payload, count, base);
    case 8:
      return take_offsets<std::uint64_t>(payload, count, base);
    default:
      return malformed("whole numbers of a segment have an unknown width");
  }
}

/// The values, with those of missing rows replaced by one that is there, so that they cost nothing.
std::vector<std::int64_t> without_gaps(std::span<const std::int64_t> values,
                                       std::span<const std::uint8_t> missing) {
  std::vector<std::int64_t> filled(values.begin(), values.end());
  const auto present = std::ranges::find(missing, 0) - missing.begin();
  for (std::size_t i = 0; i < filled.size(); ++i)
    if (missing[i] != 0) filled[i] = values[static_cast<std::size_t>(present)];
  return filled;
}

// --- other numbers ------------------------------------------------------------------------------

/// The values as whole numbers, if they all are (and not -0); missing ones as 0.
std::optional<std::vector<std::int64_t>> as_integers(std::span<const double> values,
                                                     std::span<const std::uint8_t> missing) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  std::vector<std::int64_t> whole(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (missing[i] != 0) continue;
    if (!(values[i] >= -kExact && values[i] <= kExact)) return std::nullopt;
    whole[i] = static_cast<std::int64_t>(values[i]);
    const auto back = static_cast<double>(whole[i]);
    if (std::bit_cast<std::uint64_t>(back) != std::bit_cast<std::uint64_t>(values[i]))
      return std::nullopt;
  }
  return whole;
}

void put_doubles(std::string& payload, const Column& column) {
  const std::span<const double> values = column.float64s();
  if (const auto whole = as_integers(values, column.missing)) {
    put(payload, static_cast<std::uint8_t>(Numbers::whole));
    put_integers(payload, without_gaps(*whole, column.missing));
    return;
  }
  put(payload, static_cast<std::uint8_t>(Numbers::raw));
  for (std::size_t i = 0; i < values.size(); ++i)
    put(payload, column.missing[i] != 0 ? 0.0 : values[i]);
}

Result<UnsetVector<double>> take_doubles(ByteReader& payload, std::size_t rows) {
  const auto kind = VEDETTE_TRY(payload.number<std::uint8_t>());
  if (kind == static_cast<std::uint8_t>(Numbers::whole)) {
    const auto whole = VEDETTE_TRY(take_integers(payload, rows));
    UnsetVector<double> values(rows);
    std::ranges::transform(whole, values.begin(),
                           [](std::int64_t v) { return static_cast<double>(v); });
    return values;
  }
  if (kind != static_cast<std::uint8_t>(Numbers::raw))
    return malformed("numbers of a segment have an unknown encoding");
  const std::string_view bytes = VEDETTE_TRY(payload.take(std::uint64_t{rows} * sizeof(double)));
  UnsetVector<double> values(rows);
  if (rows > 0) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// --- texts --------------------------------------------------------------------------------------

void put_plain(std::string& payload, std::span<const std::string_view> texts) {
  std::vector<std::int64_t> lengths;
  lengths.reserve(texts.size());
  for (const std::string_view text : texts)
    lengths.push_back(static_cast<std::int64_t>(text.size()));
  put_integers(payload, lengths);
  for (const std::string_view text : texts) payload.append(text);
}

/// Distinct texts in the order they come, and which of them each row has.
struct Dictionary {
  std::vector<std::string_view> entries;
  std::vector<std::int64_t> rows;
};

/// nullopt when there are too many distinct texts for it to pay.
std::optional<Dictionary> make_dictionary(const TextValues& texts) {
  const std::size_t most = std::min(kMaxDictionary, texts.size() / 2);
  Dictionary dictionary;
  dictionary.rows.reserve(texts.size());
  std::unordered_map<std::string_view, std::int64_t> codes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto next = static_cast<std::int64_t>(codes.size());
    const auto [code, added] = codes.try_emplace(texts[i], next);
    if (added) dictionary.entries.push_back(texts[i]);
    if (dictionary.entries.size() > most) return std::nullopt;
    dictionary.rows.push_back(code->second);
  }
  return dictionary;
}

void put_texts(std::string& payload, const TextValues& texts) {
  if (const auto dictionary = make_dictionary(texts)) {
    put(payload, static_cast<std::uint8_t>(Texts::dictionary));
    put(payload, static_cast<std::uint32_t>(dictionary->entries.size()));
    put_plain(payload, dictionary->entries);
    put_integers(payload, dictionary->rows);
    return;
  }
  std::vector<std::string_view> views;
  views.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) views.push_back(texts[i]);
  put(payload, static_cast<std::uint8_t>(Texts::plain));
  put_plain(payload, views);
}

Result<std::vector<std::string_view>> take_plain(ByteReader& payload, std::size_t count) {
  const auto lengths = VEDETTE_TRY(take_integers(payload, count));
  std::vector<std::string_view> texts;
  texts.reserve(count);
  for (const std::int64_t length : lengths)
    // A negative length becomes a huge one, which cannot be there.
    texts.push_back(VEDETTE_TRY(payload.take(static_cast<std::uint64_t>(length))));
  return texts;
}

Result<std::vector<std::string_view>> take_dictionary(ByteReader& payload, std::size_t rows) {
  const auto count = VEDETTE_TRY(payload.number<std::uint32_t>());
  if (count > kMaxDictionary) return malformed("a dictionary of a segment is too large");
  const auto entries = VEDETTE_TRY(take_plain(payload, count));
  const auto codes = VEDETTE_TRY(take_integers(payload, rows));
  std::vector<std::string_view> texts;
  texts.reserve(rows);
  for (const std::int64_t code : codes) {
    if (code < 0 || code >= std::int64_t{count})
      return malformed("a text of a segment is not in its dictionary");
    texts.push_back(entries[static_cast<std::size_t>(code)]);
  }
  return texts;
}

Result<TextValues> take_texts(ByteReader& payload, std::size_t rows, std::uint64_t& budget) {
  const auto kind = VEDETTE_TRY(payload.number<std::uint8_t>());
  if (kind > static_cast<std::uint8_t>(Texts::dictionary))
    return malformed("texts of a segment have an unknown encoding");
  const auto texts =
      VEDETTE_TRY(kind == static_cast<std::uint8_t>(Texts::plain) ? take_plain(payload, rows)
                                                                  : take_dictionary(payload, rows));
  std::uint64_t total = 0;
  for (const std::string_view text : texts) total += text.size();
  if (total > budget) return malformed("the texts of a segment are too long");
  budget -= total;
  TextValues values;
  values.reserve(rows, static_cast<std::size_t>(total));
  for (const std::string_view text : texts) values.push_back(text);
  return values;
}

// --- columns ------------------------------------------------------------------------------------

Mask mask_of(const Column& column) {
  const auto missing = std::ranges::count_if(column.missing, [](auto m) { return m != 0; });
  if (missing == 0) return Mask::none;
  return static_cast<std::size_t>(missing) == column.size() ? Mask::all : Mask::bits;
}

void put_values(std::string& payload, const Column& column) {
  switch (column.type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      return put_integers(payload, without_gaps(column.int64s(), column.missing));
    case ColumnType::float64:
      return put_doubles(payload, column);
    case ColumnType::text:
      return put_texts(payload, column.texts());
    case ColumnType::boolean:
      return put_bits(payload, column.booleans());
  }
}

Result<std::vector<std::uint8_t>> take_mask(ByteReader& payload, std::size_t rows) {
  const auto mask = VEDETTE_TRY(payload.number<std::uint8_t>());
  switch (static_cast<Mask>(mask)) {
    case Mask::none:
      return std::vector<std::uint8_t>(rows, 0);
    case Mask::all:
      return std::vector<std::uint8_t>(rows, 1);
    case Mask::bits:
      return take_bits(payload, rows);
  }
  return malformed("missing marks of a segment have an unknown encoding");
}

Result<Column::Values> take_values(ByteReader& payload, ColumnType type, std::size_t rows,
                                   std::uint64_t& text_budget) {
  switch (type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      return take_integers(payload, rows);
    case ColumnType::float64:
      return take_doubles(payload, rows);
    case ColumnType::text:
      return take_texts(payload, rows, text_budget);
    case ColumnType::boolean:
      return take_bits(payload, rows);
  }
  return malformed("a column of a segment has an unknown type");
}

/// Puts what tables hold where there is no value: 0 or NaN (texts are written as empty).
void clear_missing(Column& column) {
  const auto clear = [&](auto& values, auto nothing) {
    for (std::size_t i = 0; i < column.missing.size(); ++i)
      if (column.missing[i] != 0) values[i] = nothing;
  };
  if (auto* integers = std::get_if<UnsetVector<std::int64_t>>(&column.values))
    clear(*integers, std::int64_t{0});
  if (auto* doubles = std::get_if<UnsetVector<double>>(&column.values))
    clear(*doubles, std::numeric_limits<double>::quiet_NaN());
}

Result<ColumnType> take_type(ByteReader& payload) {
  const auto code = VEDETTE_TRY(payload.number<std::uint8_t>());
  if (code > static_cast<std::uint8_t>(ColumnType::timestamp))
    return malformed("a column of a segment has an unknown type");
  return static_cast<ColumnType>(code);
}

Column all_missing(std::string name, ColumnType type, std::size_t rows) {
  Column column = Column::make(std::move(name), type);
  for (std::size_t i = 0; i < rows; ++i) column.push_missing();
  return column;
}

}  // namespace

void pack_column(std::string& payload, const Column& column) {
  put(payload, static_cast<std::uint16_t>(column.name.size()));
  payload.append(column.name);
  put(payload, static_cast<std::uint8_t>(column.type));
  const Mask mask = mask_of(column);
  put(payload, static_cast<std::uint8_t>(mask));
  if (mask == Mask::bits) put_bits(payload, column.missing);
  if (mask != Mask::all) put_values(payload, column);
}

Result<Column> unpack_column(ByteReader& payload, std::size_t rows, std::uint64_t& text_budget) {
  const auto name_size = VEDETTE_TRY(payload.number<std::uint16_t>());
  const std::string_view name = VEDETTE_TRY(payload.take(name_size));
  const ColumnType type = VEDETTE_TRY(take_type(payload));
  const bool nothing = payload.rest().starts_with(static_cast<char>(Mask::all));
  auto missing = VEDETTE_TRY(take_mask(payload, rows));
  if (nothing) return all_missing(std::string(name), type, rows);
  auto values = VEDETTE_TRY(take_values(payload, type, rows, text_budget));
  Column column{std::string(name), type, std::move(values), std::move(missing)};
  clear_missing(column);
  return column;
}

}  // namespace vedette
