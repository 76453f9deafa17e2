// SPDX-License-Identifier: Apache-2.0
/// The list of a bundle's files with size and SHA-256 of each, and the digest of that list: with
/// the two, no byte of a bundle can change unnoticed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "registry/bundle.hpp"

namespace vedette {

inline constexpr std::string_view kManifestName = "manifest.json";
inline constexpr std::string_view kManifestDigestName = "manifest.sha256";
/// Of either file.
inline constexpr std::uint64_t kMostManifestBytes = std::uint64_t{1} << 20;

struct ManifestEntry {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 lower-case hexadecimal digits
};

/// The text of `manifest.json` for these files.
[[nodiscard]] std::string manifest_text(const BundleFiles& files);
/// The text of `manifest.sha256`: one line that `sha256sum --check` understands.
[[nodiscard]] std::string manifest_digest(std::string_view manifest_text);

/// Reads an untrusted manifest: every file of a bundle must be listed once, and no other.
/// Errors: `malformed`, `unsupported` (a newer format).
[[nodiscard]] Result<std::vector<ManifestEntry>> parse_manifest(std::string_view text);
/// The same after its own digest has been compared, or `malformed` where that differs.
[[nodiscard]] Result<std::vector<ManifestEntry>> check_manifest(std::string_view text,
                                                                std::string_view digest);
/// Whether a part is as its manifest says. Errors: `malformed`.
[[nodiscard]] Result<> check_part(const ManifestEntry& entry, std::string_view bytes);

}  // namespace vedette
