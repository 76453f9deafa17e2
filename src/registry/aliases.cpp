// SPDX-License-Identifier: Apache-2.0
#include "registry/aliases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "base/json.hpp"

namespace vedette {
namespace {

constexpr std::int64_t kFormatVersion = 1;
constexpr std::string_view kFormat = "vedette-aliases";

bool is_alias(std::string_view text) {
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_inner = [&](char c) {
    return is_lower(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 32 && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), is_inner);
}

}  // namespace

std::int64_t Aliases::find(std::string_view alias) const {
  const auto found = versions.find(alias);
  return found == versions.end() ? 0 : found->second;
}

std::vector<std::string> Aliases::of(std::int64_t version) const {
  std::vector<std::string> names;
  for (const auto& [alias, target] : versions)
    if (target == version) names.push_back(alias);
  return names;
}

void Aliases::admit(std::int64_t version) {
  last_version = std::max(last_version, version);
  versions[find("champion") == 0 ? "champion" : "challenger"] = version;
}

void Aliases::promote(std::int64_t version) {
  const std::int64_t old = find("champion");
  if (old == version) return;
  if (old != 0) versions["previous"] = old;
  versions["champion"] = version;
  if (find("challenger") == version) versions.erase("challenger");
}

Result<> Aliases::rollback() {
  if (find("previous") == 0)
    return fail(ErrorCode::not_found, "there is no previous champion to go back to",
                "promote the version you want");
  std::swap(versions["champion"], versions["previous"]);
  return {};
}

Result<> check_alias(std::string_view alias) {
  if (alias == "champion" || alias == "previous")
    return fail(ErrorCode::invalid_argument,
                fmt::format("the alias '{}' moves by promotion and rollback only", alias));
  if (!is_alias(alias))
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not an alias", alias),
                "a letter, then letters, digits, '-' and '_'; lower case, at most 32");
  return {};
}

std::string revision_of(const Aliases& aliases) {
  constexpr std::size_t kDigits = 16;
  std::string text;
  for (const auto& [alias, version] : aliases.versions)
    text += fmt::format("{}={};", alias, version);
  return sha256_hex(text).substr(0, kDigits);
}

std::string to_text(const Aliases& aliases) {
  Json table = Json::object();
  for (const auto& [alias, version] : aliases.versions) table[alias] = version;
  const Json json = {{"format", kFormat},
                     {"format_version", kFormatVersion},
                     {"last_version", aliases.last_version},
                     {"aliases", std::move(table)}};
  return dump_json(json, 2) + "\n";
}

Result<Aliases> parse_aliases(std::string_view text) {
  const Json json = VEDETTE_TRY(parse_json(text));
  if (VEDETTE_TRY(json_text(json, "format")) != kFormat)
    return fail(ErrorCode::malformed, "this is not a file of aliases");
  if (VEDETTE_TRY(json_integer(json, "format_version")) != kFormatVersion)
    return fail(ErrorCode::unsupported, "these aliases were written by a newer version");
  Aliases aliases;
  aliases.last_version = VEDETTE_TRY(json_integer(json, "last_version"));
  const Json* table = VEDETTE_TRY(json_object(json, "aliases"));
  for (const auto& [alias, value] : table->items()) {
    const std::int64_t version = VEDETTE_TRY(json_integer(*table, alias));
    if (!is_alias(alias) || version < 1 || version > aliases.last_version)
      return fail(ErrorCode::malformed,
                  fmt::format("the alias '{}' points to version {}", alias, version));
    aliases.versions.emplace(alias, version);
  }
  return aliases;
}

}  // namespace vedette
