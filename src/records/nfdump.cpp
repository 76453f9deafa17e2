// SPDX-License-Identifier: Apache-2.0
#include "records/nfdump.hpp"

#include <fmt/format.h>

#include "net/read_bytes.hpp"

namespace vedette {
namespace {

constexpr std::uint16_t kMagic = 0xA50C;
constexpr std::uint16_t kMagicTurned = 0x0CA5;
constexpr std::uint16_t kLayout = 2;

tl::unexpected<Error> refuse(const std::string& file, std::int64_t byte, std::string message,
                             std::string hint) {
  return fail(ErrorCode::unsupported, std::move(message), std::move(hint),
              {.file = file, .row = {}, .column = {}, .byte = byte});
}

Result<> check_layout(std::uint16_t layout, const std::string& file) {
  if (layout == kLayout) return {};
  std::string message = fmt::format("this is an nfdump file of layout {}, and {} is read", layout,
                                    kLayout);
  if (layout < kLayout)
    return refuse(file, 2, message + " (nfdump 1.7)",
                  "convert it with nfdump 1.7: nfdump -r OLD -w NEW");
  return refuse(file, 2, message + " (nfdump 1.7)",
                "send it to `vedette collect` with nfreplay, or write files with nfdump 1.7");
}

}  // namespace

Result<NfdumpHeader> parse_nfdump_header(ByteSpan start, const std::string& file) {
  if (!is_nfdump({reinterpret_cast<const char*>(start.data()), start.size()}))
    return fail(ErrorCode::malformed, "the file does not start like one of nfdump", {},
                {.file = file, .row = {}, .column = {}, .byte = 0});
  if (read_le<std::uint16_t>(start, 0) == kMagicTurned)
    return refuse(file, 0, "this nfdump file is of a machine with the other byte order",
                  "send it to `vedette collect` with nfreplay, on such a machine");
  VEDETTE_TRY(check_layout(read_le<std::uint16_t>(start, 2), file));
  if (!has(start, NfdumpHeader::kBytes))
    return fail(ErrorCode::malformed, "the file ends inside its header", {},
                {.file = file,
                 .row = {},
                 .column = {},
                 .byte = static_cast<std::int64_t>(start.size())});
  if (start[16] >= kNfdumpPackings)
    return refuse(file, 16, fmt::format("compression {} is not known", start[16]),
                  "convert it with: nfdump -J 0 -r FILE");
  if (start[17] != 0)
    return refuse(file, 17, "the file is encrypted", "write it without encryption, with nfdump -w");
  NfdumpHeader header{.packing = static_cast<NfdumpPacking>(start[16])};
  const bool closed = read_le<std::uint64_t>(start, 24) != 0;
  if (closed)
    header.blocks = std::uint64_t{read_le<std::uint32_t>(start, 36)} +
                    read_le<std::uint16_t>(start, 18);
  return header;
}

NfdumpBlockHeader parse_nfdump_block_header(ByteSpan bytes) {
  constexpr std::uint16_t kNotPacked = 1;
  return {.records = read_le<std::uint32_t>(bytes, 0),
          .bytes = read_le<std::uint32_t>(bytes, 4),
          .type = read_le<std::uint16_t>(bytes, 8),
          .packed = (read_le<std::uint16_t>(bytes, 10) & kNotPacked) == 0};
}

bool is_nfdump(std::string_view start) {
  if (start.size() < 4) return false;
  const ByteSpan bytes(reinterpret_cast<const std::uint8_t*>(start.data()), start.size());
  const auto magic = read_le<std::uint16_t>(bytes, 0);
  const auto layout = magic == kMagic ? read_le<std::uint16_t>(bytes, 2) : read_be16(bytes, 2);
  // The magic number alone is short enough to meet by chance.
  constexpr std::uint16_t kMostLayout = 15;
  return (magic == kMagic || magic == kMagicTurned) && layout > 0 && layout <= kMostLayout;
}

}  // namespace vedette
