// SPDX-License-Identifier: Apache-2.0
#include "store/mongodb_bson.hpp"

#include <fmt/format.h>

#include "store/condition.hpp"

namespace vedette {
namespace {

int length(std::string_view text) {
  return static_cast<int>(text.size());
}

void append_value(bson_t* bson, std::string_view key, const FieldValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    bson_append_int64(bson, key.data(), length(key), *whole);
  if (const auto* real = std::get_if<double>(&value))
    bson_append_double(bson, key.data(), length(key), *real);
  if (const auto* text = std::get_if<std::string>(&value)) append_text(bson, key, *text);
  if (const auto* flag = std::get_if<bool>(&value))
    bson_append_bool(bson, key.data(), length(key), *flag);
}

Bson with_value(std::string_view key, const FieldValue& value) {
  Bson bson = make_bson();
  append_value(bson.get(), key, value);
  return bson;
}

Bson prefix_range(const std::string& prefix) {
  Bson range = with_value("$gte", prefix);
  if (const auto end = after_prefix(prefix)) append_text(range.get(), "$lt", *end);
  return range;
}

Bson in_list(const std::vector<FieldValue>& values) {
  const Bson list = make_bson();
  for (std::size_t i = 0; i < values.size(); ++i)
    append_value(list.get(), std::to_string(i), values[i]);
  Bson test = make_bson();
  BSON_APPEND_ARRAY(test.get(), "$in", list.get());
  return test;
}

Bson value_test(const Condition& condition) {
  using Op = Condition::Op;
  switch (condition.op) {
    case Op::equal:
      return with_value("$eq", condition.values[0]);
    case Op::not_equal:
      return with_value("$ne", condition.values[0]);
    case Op::less:
      return with_value("$lt", condition.values[0]);
    case Op::less_equal:
      return with_value("$lte", condition.values[0]);
    case Op::greater:
      return with_value("$gt", condition.values[0]);
    case Op::greater_equal:
      return with_value("$gte", condition.values[0]);
    case Op::exists:
      return with_value("$exists", true);
    case Op::in:
      return in_list(condition.values);
    case Op::prefix:
      return prefix_range(std::get<std::string>(condition.values[0]));
  }
  return make_bson();
}

/// `{key: value}` as one more element of an array.
void push(bson_t* array, std::string_view key, const bson_t* value) {
  const Bson element = make_bson();
  append_bson(element.get(), key, value);
  append_bson(array, std::to_string(bson_count_keys(array)), element.get());
}

tl::unexpected<Error> foreign(std::string_view what) {
  return fail(ErrorCode::malformed, fmt::format("a document in the database has {}", what),
              "another program wrote it: use a database of your own for each program");
}

Result<FieldValue> read_value(const bson_iter_t& at) {
  switch (bson_iter_type(&at)) {
    case BSON_TYPE_INT64:
      return bson_iter_int64(&at);
    // Some servers narrow numbers that fit.
    case BSON_TYPE_INT32:
      return std::int64_t{bson_iter_int32(&at)};
    case BSON_TYPE_DOUBLE:
      return bson_iter_double(&at);
    case BSON_TYPE_BOOL:
      return bson_iter_bool(&at);
    case BSON_TYPE_UTF8: {
      std::uint32_t size = 0;
      const char* text = bson_iter_utf8(&at, &size);
      return std::string(text, size);
    }
    default:
      return foreign("a field of an unknown type");
  }
}

Result<> read_fields(const bson_iter_t& at, Document& document) {
  bson_iter_t child;
  if (!BSON_ITER_HOLDS_DOCUMENT(&at) || !bson_iter_recurse(&at, &child))
    return foreign("no fields");
  while (bson_iter_next(&child))
    document.fields.emplace(bson_iter_key(&child), VEDETTE_TRY(read_value(child)));
  return {};
}

std::string read_body(const bson_iter_t& at) {
  std::uint32_t size = 0;
  const std::uint8_t* bytes = nullptr;
  bson_iter_binary(&at, nullptr, &size, &bytes);
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

Bson make_bson() {
  return Bson(bson_new());
}

void append_text(bson_t* bson, std::string_view key, std::string_view text) {
  bson_append_utf8(bson, key.data(), length(key), text.data(), length(text));
}

void append_bson(bson_t* bson, std::string_view key, const bson_t* value) {
  bson_append_document(bson, key.data(), length(key), value);
}

Bson to_bson(const Document& document) {
  const Bson fields = make_bson();
  for (const auto& [name, value] : document.fields) append_value(fields.get(), name, value);
  Bson bson = make_bson();
  append_text(bson.get(), "_id", document.id);
  BSON_APPEND_INT64(bson.get(), "version", document.version);
  BSON_APPEND_DOCUMENT(bson.get(), "fields", fields.get());
  BSON_APPEND_BINARY(bson.get(), "body", BSON_SUBTYPE_BINARY,
                     reinterpret_cast<const std::uint8_t*>(document.body.data()),
                     static_cast<std::uint32_t>(document.body.size()));
  return bson;
}

Result<Document> from_bson(const bson_t& bson) {
  Document document;
  bson_iter_t at;
  if (!bson_iter_init_find(&at, &bson, "_id") || !BSON_ITER_HOLDS_UTF8(&at))
    return foreign("an id that is not a text");
  document.id = bson_iter_utf8(&at, nullptr);
  if (!bson_iter_init_find(&at, &bson, "version") || !BSON_ITER_HOLDS_INT(&at))
    return foreign("no version");
  document.version = bson_iter_as_int64(&at);
  if (!bson_iter_init_find(&at, &bson, "fields")) return foreign("no fields");
  VEDETTE_TRY(read_fields(at, document));
  if (bson_iter_init_find(&at, &bson, "body") && BSON_ITER_HOLDS_BINARY(&at))
    document.body = read_body(at);
  return document;
}

Bson to_filter(std::span<const Condition> all_of, std::string_view after_id) {
  const Bson tests = make_bson();
  if (!after_id.empty()) push(tests.get(), "_id", with_value("$gt", std::string(after_id)).get());
  for (const Condition& condition : all_of)
    push(tests.get(), "fields." + condition.field, value_test(condition).get());
  Bson filter = make_bson();
  if (bson_count_keys(tests.get()) > 0) BSON_APPEND_ARRAY(filter.get(), "$and", tests.get());
  return filter;
}

}  // namespace vedette
