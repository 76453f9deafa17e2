// SPDX-License-Identifier: Apache-2.0
// Tar files of strangers as bundles: each is refused or unpacks to files that pack and unpack to
// the same again; what these files hold is the matter of the target `bundle`.
#include <string_view>

#include "registry/bundle_archive.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Result<BundleFiles> files = unpack_bundle(bytes);
  if (!files) return 0;
  const std::string tar = pack_bundle(*files, "again-1", 0).value();
  check(unpack_bundle(tar)->files == files->files, "packing keeps every part");
  static_cast<void>(bundle_from_files(*files));
  return 0;
}
