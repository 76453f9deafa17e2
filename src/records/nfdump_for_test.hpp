// SPDX-License-Identifier: Apache-2.0
/// For tests: files of nfdump, written byte by byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vedette::example {

/// The least significant byte first.
inline std::string le(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

/// As a collector leaves it: without counts in a file that it has not closed.
struct NfdumpHeaderOf {
  std::uint16_t layout = 2;
  std::uint8_t packing = 0;
  std::uint8_t encryption = 0;
  std::optional<std::uint32_t> blocks{};  ///< with an appendix of one more
};

inline std::string nfdump_header(const NfdumpHeaderOf& of) {
  const bool closed = of.blocks.has_value();
  return le(0xA50C, 2) + le(of.layout, 2) + le(0x01070100, 4) + le(1'600'000'000, 8) +
         le(of.packing, 1) + le(of.encryption, 1) + le(closed ? 1 : 0, 2) + le(1, 4) +
         le(closed ? 1'000 : 0, 8) + le(0, 4) + le(of.blocks.value_or(0), 4);
}

inline std::string nfdump_extension(std::uint16_t type, const std::string& value) {
  return le(type, 2) + le(value.size() + 4, 2) + value;
}

/// A record of version 3. `flags` 1 is an event.
inline std::string nfdump_record(const std::vector<std::string>& extensions,
                                 std::uint8_t flags = 0) {
  std::string body;
  for (const std::string& extension : extensions) body += extension;
  return le(11, 2) + le(body.size() + 12, 2) + le(extensions.size(), 2) + le(0, 2) + le(0, 2) +
         le(flags, 1) + le(9, 1) + body;
}

struct NfdumpGeneric {
  std::uint64_t first_ms = 1'600'000'000'500;
  std::uint64_t last_ms = 1'600'000'000'750;
  std::uint64_t packets = 6;
  std::uint64_t bytes = 420;
  std::uint16_t from_port = 4000;
  std::uint16_t to_port = 80;
  std::uint8_t protocol = 6;
};

inline std::string nfdump_generic(const NfdumpGeneric& of) {
  return nfdump_extension(1, le(of.first_ms, 8) + le(of.last_ms, 8) + le(of.last_ms, 8) +
                                 le(of.packets, 8) + le(of.bytes, 8) + le(of.from_port, 2) +
                                 le(of.to_port, 2) + le(of.protocol, 1) + le(0x1b, 1) + le(0, 2));
}

inline std::string nfdump_ipv4(std::uint32_t from, std::uint32_t to) {
  return nfdump_extension(2, le(from, 4) + le(to, 4));
}

/// 10.0.0.1:4000 to 10.0.0.2:80 over TCP.
inline std::string nfdump_flow() {
  return nfdump_record({nfdump_generic({}), nfdump_ipv4(0x0a000001, 0x0a000002)});
}

/// What a file says of itself, at its end.
inline std::string nfdump_appendix_records() {
  return le(0x8001, 2) + le(9, 2) + std::string("none\0", 5) + le(0x8002, 2) + le(148, 2) +
         std::string(144, '\0');
}

/// `body` as it stands in the file, and what the header says of it.
inline std::string nfdump_block_of(const std::string& body, std::size_t records,
                                   std::uint16_t type = 3, std::uint16_t flags = 0) {
  return le(records, 4) + le(body.size(), 4) + le(type, 2) + le(flags, 2) + body;
}

inline std::string nfdump_block(const std::vector<std::string>& records) {
  std::string body;
  for (const std::string& record : records) body += record;
  return nfdump_block_of(body, records.size());
}

/// The block that ends a closed file.
inline std::string nfdump_appendix() { return nfdump_block_of(nfdump_appendix_records(), 2); }

}  // namespace vedette::example
