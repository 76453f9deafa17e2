// SPDX-License-Identifier: Apache-2.0
/// The frame of nfdump's own files (`nfcapd.*`): a header, then blocks of records. Layout version 2
/// (nfdump 1.7, `nffileV2.h`) of machines with the least significant byte first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "records/nfdump_packing.hpp"

namespace vedette {

struct NfdumpHeader {
  static constexpr std::size_t kBytes = 40;
  NfdumpPacking packing = NfdumpPacking::none;
  /// How many blocks follow, those of the appendix included; nullopt where the collector has not
  /// closed the file.
  std::optional<std::uint64_t> blocks{};
};

/// From the first bytes of a file, NfdumpHeader::kBytes of them, or fewer where it is shorter.
/// Errors: `unsupported` for other layouts, byte orders, compressions and encrypted files;
/// `malformed`.
[[nodiscard]] Result<NfdumpHeader> parse_nfdump_header(ByteSpan start, const std::string& file);

struct NfdumpBlockHeader {
  static constexpr std::size_t kBytes = 12;
  std::uint32_t records = 0;
  std::uint32_t bytes = 0;  ///< that follow
  std::uint16_t type = 0;
  bool packed = true;  ///< where the file is

  static constexpr std::uint16_t kRecords = 3;  ///< the type of blocks of flow records
};

/// nfdump's blocks have up to 5 MiB; what claims more, packed or not, is damaged.
inline constexpr std::size_t kMostBlockBytes = std::size_t{16} << 20;

/// `bytes` has NfdumpBlockHeader::kBytes.
[[nodiscard]] NfdumpBlockHeader parse_nfdump_block_header(ByteSpan bytes);

/// Whether bytes start like a file of nfdump, of any layout.
[[nodiscard]] bool is_nfdump(std::string_view start);

}  // namespace vedette
