// SPDX-License-Identifier: Apache-2.0
#include "wire/datagrams.hpp"

#include "wire/byte_text.hpp"

namespace vedette {
namespace {

enum class NtpMode : std::uint8_t { client = 3, server = 4 };

std::string ntp(Draws& draws, NtpMode mode) {
  constexpr std::uint64_t kStartOf2026 = 3'976'214'400;  // seconds since 1900
  constexpr unsigned kVersion4 = 0x20;
  ByteText out;
  out.u8(kVersion4 | static_cast<unsigned>(mode)).u8(mode == NtpMode::server ? 2 : 0);
  out.u8(6).u8(0xec);  // poll interval and precision
  out.u32(draws.bits16()).u32(draws.bits16()).u32(draws.bits32());
  for (int i = 0; i < 4; ++i) out.u32(kStartOf2026).u32(draws.bits32());
  return out.str();
}

/// A value of ASN.1's basic encoding, shorter than 128 bytes.
std::string tagged(std::uint8_t tag, std::string_view value) {
  return ByteText().u8(tag).u8(value.size()).text(value).str();
}

std::string snmp(std::uint8_t kind, std::string_view value, std::uint16_t id) {
  constexpr std::uint8_t kSequence = 0x30;
  const std::string name = tagged(6, std::string_view("\x2b\x06\x01\x02\x01\x01\x03\x00", 8));
  const std::string pairs = tagged(kSequence, tagged(kSequence, name + std::string(value)));
  const std::string zero = tagged(2, std::string_view("\0", 1));
  const std::string number = tagged(2, ByteText().u16(id & 0x7fffU).str());
  const std::string version = tagged(2, std::string_view("\1", 1));
  return tagged(kSequence,
                version + tagged(4, "public") + tagged(kind, number + zero + zero + pairs));
}

}  // namespace

void ask_the_time(Dialogue& talk, Draws& draws, double pause_s) {
  talk.client(ntp(draws, NtpMode::client), pause_s);
  talk.server(ntp(draws, NtpMode::server), 0.0002);
}

void ask_by_snmp(Dialogue& talk, Draws& draws, double pause_s) {
  constexpr std::uint8_t kGet = 0xa0;
  constexpr std::uint8_t kAnswer = 0xa2;
  constexpr std::uint8_t kTicks = 0x43;
  const std::uint16_t id = draws.bits16();
  talk.client(snmp(kGet, tagged(5, ""), id), pause_s);
  talk.server(snmp(kAnswer, tagged(kTicks, ByteText().u32(draws.bits32() >> 2).str()), id),
              draws.log_normal(0.001, 0.8));
}

std::string log_line(Draws& draws) {
  return "<134>1 - device app - - - " + draws.hex(draws.size(60, 0.5, {10, 400}));
}

std::string filler(Draws& draws, std::size_t bytes) {
  return draws.letters(bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

}  // namespace vedette
