// SPDX-License-Identifier: Apache-2.0
#include "records/nfdump_packing.hpp"

#include <bzlib.h>
#include <lz4.h>
#include <zstd.h>

#include <algorithm>

#include "records/lzo.hpp"

namespace vedette {
namespace {

using Unpacked = std::optional<std::size_t>;

Unpacked copy(ByteSpan packed, std::span<std::uint8_t> into) {
  if (packed.size() > into.size()) return std::nullopt;
  std::copy(packed.begin(), packed.end(), into.begin());
  return packed.size();
}

Unpacked unpack_bzip2(ByteSpan packed, std::span<std::uint8_t> into) {
  constexpr int kFast = 0;
  constexpr int kSilent = 0;
  auto bytes = static_cast<unsigned>(into.size());
  // The library takes input that is not const, and does not write to it.
  auto* input = const_cast<char*>(reinterpret_cast<const char*>(packed.data()));
  const int status =
      BZ2_bzBuffToBuffDecompress(reinterpret_cast<char*>(into.data()), &bytes, input,
                                 static_cast<unsigned>(packed.size()), kFast, kSilent);
  return status == BZ_OK ? Unpacked(bytes) : std::nullopt;
}

Unpacked unpack_lz4(ByteSpan packed, std::span<std::uint8_t> into) {
  const int bytes = LZ4_decompress_safe(reinterpret_cast<const char*>(packed.data()),
                                        reinterpret_cast<char*>(into.data()),
                                        static_cast<int>(packed.size()),
                                        static_cast<int>(into.size()));
  return bytes >= 0 ? Unpacked(static_cast<std::size_t>(bytes)) : std::nullopt;
}

Unpacked unpack_zstd(ByteSpan packed, std::span<std::uint8_t> into) {
  const std::size_t bytes =
      ZSTD_decompress(into.data(), into.size(), packed.data(), packed.size());
  return ZSTD_isError(bytes) == 0 ? Unpacked(bytes) : std::nullopt;
}

}  // namespace

std::optional<std::size_t> unpack_block(NfdumpPacking packing, ByteSpan packed,
                                        std::span<std::uint8_t> into) {
  constexpr Unpacked (*kWays[kNfdumpPackings])(ByteSpan, std::span<std::uint8_t>) = {
      copy, unpack_lzo, unpack_bzip2, unpack_lz4, unpack_zstd};
  return kWays[static_cast<int>(packing)](packed, into);
}

}  // namespace vedette
