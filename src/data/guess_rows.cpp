// SPDX-License-Identifier: Apache-2.0
#include "data/guess_rows.hpp"

#include <algorithm>
#include <cstring>

#include "data/text.hpp"

namespace vedette {
namespace {

void drop_blanks_before(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kJsonBlanks), text.size()));
}

void drop_blanks_behind(std::string_view& text) {
  text.remove_suffix(text.size() - (text.find_last_not_of(kJsonBlanks) + 1));
}

/// Each takes a piece off one end, with the blanks around it; true when it was there.
bool take_front(std::string_view& text, std::string_view piece) {
  drop_blanks_before(text);
  if (!text.starts_with(piece)) return false;
  text.remove_prefix(piece.size());
  drop_blanks_before(text);
  return true;
}
bool take_back(std::string_view& text, char piece) {
  drop_blanks_behind(text);
  if (!text.ends_with(piece)) return false;
  text.remove_suffix(1);
  drop_blanks_behind(text);
  return true;
}

/// True where the text is an object with this member only: it is the member's value then.
bool take_member(std::string_view& text, std::string_view name) {
  std::string_view value = text;
  if (!take_front(value, "{") || !take_front(value, name) || !take_front(value, ":") ||
      !take_back(value, '}'))
    return false;
  text = value;
  return true;
}

bool is_framed(std::string_view text) { return text.starts_with('{') && text.ends_with('}'); }

/// What stands between the brackets of the list.
std::optional<std::string_view> list_in(std::string_view text, std::string& pointer) {
  if (take_member(text, "\"rows\"")) pointer = "/rows";
  if (!take_front(text, "[") || !take_back(text, ']') || !is_framed(text)) return std::nullopt;
  return text;
}

/// Where the next row begins, if the object ends before `rest` and another follows; else nullptr.
const char* next_row(std::string_view rest) {
  return take_front(rest, ",") && rest.starts_with('{') ? rest.data() : nullptr;
}

}  // namespace

std::optional<JsonRowList> guess_rows(std::string_view body, std::size_t max_rows) {
  if (take_member(body, "\"row\"")) {
    if (!is_framed(body)) return std::nullopt;
    return JsonRowList{.body = {}, .rows = {body}, .is_guess = true, .pointer = "/row"};
  }
  JsonRowList list{.body = {}, .rows = {}, .is_list = true, .is_guess = true};
  const std::optional<std::string_view> rows = list_in(body, list.pointer);
  if (!rows) return std::nullopt;
  const char* const end = rows->data() + rows->size();
  const char* first = rows->data();
  const char* at = first;
  while (at != end) {
    at = static_cast<const char*>(std::memchr(at, '}', static_cast<std::size_t>(end - at))) + 1;
    const char* const next = at == end ? end : next_row({at, end});
    if (next == nullptr) continue;
    if (list.rows.size() == max_rows) return std::nullopt;
    list.rows.emplace_back(first, at);
    first = at = next;
  }
  return list;
}

}  // namespace vedette
