// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "registry/bundle_format.hpp"

namespace vedette {
namespace {

constexpr std::string_view kFormat = "vedette-manifest";

Result<ManifestEntry> parse_entry(const Json& json) {
  ManifestEntry entry;
  entry.name = VEDETTE_TRY(json_text(json, "name"));
  const std::int64_t bytes = VEDETTE_TRY(json_integer(json, "bytes"));
  entry.sha256 = VEDETTE_TRY(json_text(json, "sha256"));
  if (bytes < 0)
    return fail(ErrorCode::malformed, fmt::format("the size of '{}' is negative", entry.name));
  entry.bytes = static_cast<std::uint64_t>(bytes);
  return entry;
}

/// The names are compared with a fixed list, so none of them can lead out of the directory.
Result<> check_names(const std::vector<ManifestEntry>& entries) {
  std::set<std::string_view> listed;
  for (const ManifestEntry& entry : entries) {
    if (!is_bundle_file(entry.name))
      return fail(ErrorCode::malformed,
                  fmt::format("the manifest lists '{}', which is no part of a bundle", entry.name));
    if (!listed.insert(entry.name).second)
      return fail(ErrorCode::malformed, fmt::format("the manifest lists '{}' twice", entry.name));
  }
  for (const std::string_view name : bundle_file_names())
    if (!listed.contains(name))
      return fail(ErrorCode::malformed, fmt::format("the manifest does not list '{}'", name));
  return {};
}

}  // namespace

std::string manifest_text(const BundleFiles& files) {
  Json list = Json::array();
  for (const auto& [name, bytes] : files.files)
    list.push_back({{"name", name}, {"bytes", bytes.size()}, {"sha256", sha256_hex(bytes)}});
  const Json json = {{"format", kFormat},
                     {"format_version", kBundleFormatVersion},
                     {"tool", "vedette " VEDETTE_VERSION},
                     {"files", std::move(list)}};
  return dump_json(json, 2) + "\n";
}

std::string manifest_digest(std::string_view manifest_text) {
  return fmt::format("{}  {}\n", sha256_hex(manifest_text), kManifestName);
}

Result<std::vector<ManifestEntry>> parse_manifest(std::string_view text) {
  const Json json = VEDETTE_TRY(parse_json(text));
  if (VEDETTE_TRY(json_text(json, "format")) != kFormat)
    return fail(ErrorCode::malformed, "this is not the manifest of a bundle");
  const std::int64_t version = VEDETTE_TRY(json_integer(json, "format_version"));
  VEDETTE_TRY(check_bundle_format(version));
  const Json* list = VEDETTE_TRY(json_array(json, "files"));
  std::vector<ManifestEntry> entries;
  for (const Json& item : *list) entries.push_back(VEDETTE_TRY(parse_entry(item)));
  VEDETTE_TRY(check_names(entries));
  return entries;
}

Result<std::vector<ManifestEntry>> check_manifest(std::string_view text, std::string_view digest) {
  if (digest != manifest_digest(text))
    return fail(ErrorCode::malformed,
                fmt::format("'{}' and '{}' do not match", kManifestName, kManifestDigestName));
  return parse_manifest(text);
}

Result<> check_part(const ManifestEntry& entry, std::string_view bytes) {
  if (bytes.size() != entry.bytes)
    return fail(ErrorCode::malformed, fmt::format("'{}' has {} bytes instead of {}", entry.name,
                                                  bytes.size(), entry.bytes));
  if (sha256_hex(bytes) != entry.sha256)
    return fail(ErrorCode::malformed,
                fmt::format("'{}' has changed: its SHA-256 is another one", entry.name));
  return {};
}

}  // namespace vedette
