// SPDX-License-Identifier: Apache-2.0
/// A bundle as one tar file, to be carried to another registry (docs/formats/bundle.md).
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// An uncompressed tar with all parts and the manifest, in a directory of that name. Equal
/// arguments give equal bytes. Errors: `internal` when the library cannot write it.
[[nodiscard]] Result<std::string> pack_bundle(const BundleFiles& files,
                                              const std::string& directory, TimeNs modified);

/// Reads a tar that nobody vouches for, plain or compressed with gzip or zstd, in memory only.
/// Every member must be a regular file that a bundle has, none twice, all in one directory or in
/// none; sizes are limited part by part, and compressed data may not grow more than 200 times.
/// Every part must be as the manifest inside says.
/// Errors: `malformed` (damaged, a link, a member that does not belong there), `too_large`,
/// `unsupported` (a newer format).
[[nodiscard]] Result<BundleFiles> unpack_bundle(std::string_view bytes);

}  // namespace vedette
