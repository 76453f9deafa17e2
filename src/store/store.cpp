// SPDX-License-Identifier: Apache-2.0
#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "data/text.hpp"
#include "store/limits.hpp"

namespace vedette {
namespace {

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_collection_character(char c) {
  return is_word_character(c) && !(c >= 'A' && c <= 'Z');
}

Result<> check_collection(std::string_view name) {
  const bool fine = !name.empty() && name.size() <= kMaxCollectionName && name[0] >= 'a' &&
                    name[0] <= 'z' && std::ranges::all_of(name, is_collection_character);
  if (fine) return {};
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a collection name", name),
              "use 1 to 60 of a-z, 0-9 and _, beginning with a letter");
}

Result<> check_id(std::string_view id) {
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!id.empty() && id.size() <= kMaxId && std::ranges::all_of(id, printable)) return {};
  return fail(ErrorCode::invalid_argument,
              "an id of a document is not 1 to 200 bytes of printable ASCII");
}

Result<> check_field_name(std::string_view name) {
  if (!name.empty() && name.size() <= kMaxFieldName && std::ranges::all_of(name, is_word_character))
    return {};
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a field name", name),
              "use 1 to 64 of A-Z, a-z, 0-9 and _");
}

Result<> check_text(std::string_view field, const std::string& text) {
  if (text.size() > kMaxFieldText)
    return fail(ErrorCode::too_large, fmt::format("field '{}' has {} bytes, more than {}", field,
                                                  text.size(), kMaxFieldText));
  if (text.find('\0') != std::string::npos || first_invalid_utf8(text))
    return fail(ErrorCode::invalid_argument,
                fmt::format("field '{}' is not UTF-8 without NUL", field),
                "raw bytes belong into the body");
  return {};
}

Result<> check_value(std::string_view field, const FieldValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return check_text(field, *text);
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr || std::isfinite(*number)) return {};
  return fail(ErrorCode::invalid_argument, fmt::format("field '{}' is not a finite number", field),
              "leave the field out where there is no value");
}

Result<> check_document(const Document& document) {
  VEDETTE_TRY(check_id(document.id));
  if (document.fields.size() > kMaxFields)
    return fail(ErrorCode::too_large, fmt::format("document '{}' has {} fields, more than {}",
                                                  document.id, document.fields.size(), kMaxFields));
  if (document.body.size() > kMaxBody)
    return fail(ErrorCode::too_large,
                fmt::format("the body of document '{}' has {} bytes, more than {}", document.id,
                            document.body.size(), kMaxBody));
  for (const auto& [name, value] : document.fields) {
    VEDETTE_TRY(check_field_name(name));
    VEDETTE_TRY(check_value(name, value));
  }
  return {};
}

Result<> check_condition(const Condition& condition) {
  using Op = Condition::Op;
  VEDETTE_TRY(check_field_name(condition.field));
  const std::size_t count = condition.values.size();
  const bool fits = condition.op == Op::in       ? count <= kMaxInValues
                    : condition.op == Op::exists ? count == 0
                                                 : count == 1;
  if (!fits)
    return fail(ErrorCode::invalid_argument,
                fmt::format("a condition on '{}' has {} values", condition.field, count));
  if (condition.op == Op::prefix && !std::holds_alternative<std::string>(condition.values[0]))
    return fail(ErrorCode::invalid_argument,
                fmt::format("a prefix of '{}' is not a text", condition.field));
  for (const FieldValue& value : condition.values) VEDETTE_TRY(check_value(condition.field, value));
  return {};
}

Result<> check_conditions(std::string_view collection, std::span<const Condition> all_of) {
  VEDETTE_TRY(check_collection(collection));
  for (const Condition& condition : all_of) VEDETTE_TRY(check_condition(condition));
  return {};
}

Result<> check_query(std::string_view collection, const Query& query) {
  VEDETTE_TRY(check_conditions(collection, query.all_of));
  if (!query.after_id.empty()) VEDETTE_TRY(check_id(query.after_id));
  if (query.limit >= 1 && query.limit <= kMaxPage) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("a page of {} documents is not within 1 to {}", query.limit, kMaxPage));
}

Result<> check_insert(std::string_view collection, std::span<const Document> documents) {
  VEDETTE_TRY(check_collection(collection));
  std::set<std::string_view> ids;
  for (const Document& document : documents) {
    VEDETTE_TRY(check_document(document));
    if (document.version != 1)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("new document '{}' does not have version 1", document.id));
    if (!ids.insert(document.id).second)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("document '{}' is inserted twice in one call", document.id));
  }
  return {};
}

}  // namespace

Result<InsertResult> Store::insert(std::string_view collection, std::span<const Document> documents,
                                   Durability durability) {
  VEDETTE_TRY(check_insert(collection, documents));
  if (documents.empty()) return InsertResult{};
  return do_insert(collection, documents, durability);
}

Result<std::optional<Document>> Store::get(std::string_view collection, std::string_view id) {
  VEDETTE_TRY(check_collection(collection));
  VEDETTE_TRY(check_id(id));
  return do_get(collection, id);
}

Result<> Store::replace(std::string_view collection, const Document& document,
                        Durability durability) {
  VEDETTE_TRY(check_collection(collection));
  VEDETTE_TRY(check_document(document));
  return do_replace(collection, document, durability);
}

Result<std::vector<Document>> Store::find(std::string_view collection, const Query& query) {
  VEDETTE_TRY(check_query(collection, query));
  return do_find(collection, query, Bodies::with);
}

Result<std::vector<Document>> Store::find_fields(std::string_view collection, const Query& query) {
  VEDETTE_TRY(check_query(collection, query));
  return do_find(collection, query, Bodies::without);
}

Result<std::int64_t> Store::count(std::string_view collection, std::span<const Condition> all_of) {
  VEDETTE_TRY(check_conditions(collection, all_of));
  return do_count(collection, all_of);
}

Result<std::int64_t> Store::erase(std::string_view collection, std::span<const Condition> all_of) {
  VEDETTE_TRY(check_conditions(collection, all_of));
  return do_erase(collection, all_of);
}

Result<> Store::drop(std::string_view collection) {
  VEDETTE_TRY(check_collection(collection));
  return do_drop(collection);
}

Result<> Store::ensure_index(std::string_view collection, std::string_view field) {
  VEDETTE_TRY(check_collection(collection));
  VEDETTE_TRY(check_field_name(field));
  return do_ensure_index(collection, field);
}

Result<StoreInfo> Store::info() {
  return do_info();
}

Result<std::vector<std::string>> Store::verify() {
  return do_verify();
}

}  // namespace vedette
