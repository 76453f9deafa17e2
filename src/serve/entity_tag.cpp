// SPDX-License-Identifier: Apache-2.0
#include "serve/entity_tag.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/version.hpp"
#include "http/text.hpp"

namespace vedette {

std::string entity_tag(std::string_view revision) {
  return fmt::format("\"{}-{}\"", revision, program_version());
}

Result<std::string> expected_revision(const RequestHead& head) {
  const auto is_if_match = [](const auto& field) { return same_token(field.first, "If-Match"); };
  const auto count = std::ranges::count_if(head.fields, is_if_match);
  const std::string_view field = trimmed(head.field("If-Match"));
  if (count == 0 || (count == 1 && field == "*")) return std::string();
  const std::size_t quote = std::min(field.find('"'), field.size());
  const bool is_tag = field.size() > quote + 2 && field.find('"', quote + 1) == field.size() - 1;
  if (count > 1 || !is_tag || (quote != 0 && field.substr(0, quote) != "W/"))
    return fail(ErrorCode::invalid_argument, "the If-Match field is not one entity tag",
                "send the ETag of the last answer as it was, quotes included");
  const std::string ending = fmt::format("-{}\"", program_version());
  if (quote == 0 && field.ends_with(ending))
    return std::string(field.substr(1, field.size() - 1 - ending.size()));
  return std::string(field);  // weak, or of another version of the program: it fits nothing here
}

bool has_revision(const RequestHead& head, std::string_view revision) {
  const std::string tag = entity_tag(revision);
  std::string_view rest = head.field("If-None-Match");
  while (!rest.empty()) {
    std::string_view one = trimmed(next_part(rest, ','));
    if (one.starts_with("W/")) one.remove_prefix(2);  // the weak comparison, RFC 9110, 8.8.3.2
    if (one == tag || one == "*") return true;
  }
  return false;
}

}  // namespace vedette
