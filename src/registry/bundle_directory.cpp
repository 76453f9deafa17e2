// SPDX-License-Identifier: Apache-2.0
#include "registry/bundle_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/file.hpp"
#include "registry/bundle_format.hpp"
#include "registry/durable.hpp"
#include "registry/manifest.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

/// Reads a file of the bundle; the error names the file, not its path.
Result<std::string> read_part(const fs::path& directory, std::string_view name,
                              std::uint64_t max_bytes) {
  Result<std::string> bytes = read_plain_file(directory / name, max_bytes);
  if (!bytes && bytes.error().code == ErrorCode::not_found)
    return fail(ErrorCode::malformed, fmt::format("'{}' is missing", name));
  return bytes;
}

/// The manifest after its own digest has been compared.
Result<std::vector<ManifestEntry>> read_manifest(const fs::path& directory) {
  const std::string text = VEDETTE_TRY(read_part(directory, kManifestName, kMostManifestBytes));
  const std::string digest =
      VEDETTE_TRY(read_part(directory, kManifestDigestName, kMostManifestBytes));
  return check_manifest(text, digest);
}

Result<std::string> read_verified(const fs::path& directory, const ManifestEntry& entry) {
  std::string bytes =
      VEDETTE_TRY(read_part(directory, entry.name, largest_part(entry.name)));
  VEDETTE_TRY(check_part(entry, bytes));
  return bytes;
}

bool is_expected(std::string_view name) {
  return is_bundle_file(name) || name == kManifestName || name == kManifestDigestName;
}

Result<std::vector<std::string>> find_strangers(const fs::path& directory) {
  std::vector<std::string> strangers;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    if (!is_expected(name)) strangers.push_back(std::move(name));
  }
  if (error)
    return fail(ErrorCode::io,
                fmt::format("cannot list '{}': {}", directory.string(), error.message()));
  std::sort(strangers.begin(), strangers.end());
  return strangers;
}

}  // namespace

Result<> write_bundle_directory(const fs::path& directory, const BundleFiles& files) {
  std::error_code error;
  if (!fs::create_directory(directory, error))
    return fail(error ? ErrorCode::io : ErrorCode::already_exists,
                fmt::format("cannot create the directory '{}': {}", directory.string(),
                            error ? error.message() : "it is there already"));
  for (const auto& [name, bytes] : files.files)
    VEDETTE_TRY(write_new_file(directory / name, bytes));
  const std::string manifest = manifest_text(files);
  VEDETTE_TRY(write_new_file(directory / kManifestName, manifest));
  VEDETTE_TRY(write_new_file(directory / kManifestDigestName, manifest_digest(manifest)));
  return sync_directory(directory);
}

Result<DirectoryContent> read_bundle_directory(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(directory, error)))
    return fail(ErrorCode::not_found,
                fmt::format("there is no directory '{}'", directory.string()));
  DirectoryContent content;
  content.strangers = VEDETTE_TRY(find_strangers(directory));
  const Result<std::vector<ManifestEntry>> manifest = read_manifest(directory);
  if (!manifest) {
    content.faults.push_back(manifest.error());
    return content;
  }
  for (const ManifestEntry& entry : *manifest) {
    Result<std::string> bytes = read_verified(directory, entry);
    if (bytes)
      content.files.files.emplace_back(entry.name, std::move(*bytes));
    else
      content.faults.push_back(std::move(bytes).error());
  }
  return content;
}

}  // namespace vedette
