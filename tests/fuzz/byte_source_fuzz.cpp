// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "data/byte_source.hpp"

namespace {
/// Packed bytes may unpack to very many; a megabyte is enough to find what is to be found.
constexpr std::size_t kMostBytes = std::size_t{1} << 20;
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto source = vedette::ByteSource::from_memory(
      std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  if (!source) return 0;
  char buffer[1000];
  std::size_t total = 0;
  while (total < kMostBytes) {
    const auto got = source->read(buffer);
    if (!got) return 0;
    if (*got == 0) break;
    total += *got;
  }
  vedette::check(source->bytes_read() <= size, "no more bytes are read than there are");
  return 0;
}
