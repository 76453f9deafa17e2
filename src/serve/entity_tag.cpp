// SPDX-License-Identifier: Apache-2.0
#include "serve/entity_tag.hpp"

#include <fmt/format.h>

#include "http/text.hpp"

namespace vedette {

std::string entity_tag(std::string_view revision) { return fmt::format("\"{}\"", revision); }

Result<std::string> expected_revision(const RequestHead& head) {
  const std::string_view field = trimmed(head.field("If-Match"));
  if (field.empty() || field == "*") return std::string();
  const bool is_one_tag = field.size() > 2 && field.front() == '"' &&
                          field.find('"', 1) == field.size() - 1;
  if (is_one_tag) return std::string(field.substr(1, field.size() - 2));
  return fail(ErrorCode::invalid_argument, "the If-Match field is not one strong entity tag",
              "send the ETag of the last answer as it was, quotes included");
}

bool has_revision(const RequestHead& head, std::string_view revision) {
  std::string_view field = trimmed(head.field("If-None-Match"));
  if (field.starts_with("W/")) field.remove_prefix(2);  // the weak comparison, RFC 9110, 8.8.3.2
  return field == entity_tag(revision);
}

}  // namespace vedette
