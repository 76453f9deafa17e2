// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

/// Depth is checked before parsing so that no later recursive walk can exhaust the stack.
bool deeper_than(std::string_view text, int max_depth) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > max_depth) return true;
  }
  return false;
}

/// Numbers beyond the type would become others.
bool is_int64(const Json& value) {
  if (!value.is_number_unsigned()) return value.is_number_integer();
  return value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max();
}

Result<const Json*> member(const Json& object, std::string_view key, bool (*is_right)(const Json&),
                           std::string_view wanted) {
  if (!object.is_object())
    return fail(ErrorCode::malformed, fmt::format("expected a JSON object that has '{}'", key));
  const auto found = object.find(std::string(key));
  if (found == object.end())
    return fail(ErrorCode::malformed, fmt::format("the key '{}' is missing", key));
  if (!is_right(*found))
    return fail(ErrorCode::malformed,
                fmt::format("the key '{}' holds {}, not {}", key, found->type_name(), wanted));
  return &*found;
}

}  // namespace

Result<Json> parse_json(std::string_view text, int max_depth) {
  if (deeper_than(text, max_depth))
    return fail(ErrorCode::malformed, fmt::format("JSON nested deeper than {} levels", max_depth));
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& e) {
    InputPlace place;
    place.byte = static_cast<std::int64_t>(e.byte);
    return fail(ErrorCode::malformed, "not valid JSON", {}, place);
  } catch (const std::exception& e) {
    return fail(ErrorCode::malformed, fmt::format("not valid JSON: {}", e.what()));
  }
}

std::string dump_json(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> json_text(const Json& object, std::string_view key) {
  const Json* found =
      VEDETTE_TRY(member(object, key, [](const Json& v) { return v.is_string(); }, "text"));
  return found->get<std::string>();
}

Result<double> json_number(const Json& object, std::string_view key) {
  const Json* found =
      VEDETTE_TRY(member(object, key, [](const Json& v) { return v.is_number(); }, "a number"));
  return found->get<double>();
}

Result<std::int64_t> json_integer(const Json& object, std::string_view key) {
  const Json* found = VEDETTE_TRY(member(object, key, is_int64, "a whole number"));
  return found->get<std::int64_t>();
}

Result<bool> json_bool(const Json& object, std::string_view key) {
  const Json* found = VEDETTE_TRY(
      member(object, key, [](const Json& v) { return v.is_boolean(); }, "true or false"));
  return found->get<bool>();
}

Result<const Json*> json_array(const Json& object, std::string_view key) {
  return member(object, key, [](const Json& v) { return v.is_array(); }, "a list");
}

Result<const Json*> json_object(const Json& object, std::string_view key) {
  return member(object, key, [](const Json& v) { return v.is_object(); }, "an object");
}

}  // namespace vedette
