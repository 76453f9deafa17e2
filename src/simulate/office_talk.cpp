// SPDX-License-Identifier: Apache-2.0
#include "simulate/office_talk.hpp"

#include <fmt/format.h>

#include "simulate/web_talk.hpp"
#include "wire/byte_text.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

/// A NetBIOS session message that holds an SMB 3 transform header and ciphertext
/// ([MS-SMB2] 2.2.41).
std::string sealed_smb(Draws& draws, const std::string& session, std::size_t bytes) {
  const std::string header = ByteText()
                                 .text("\xfdSMB")
                                 .text(draws.bytes(16))  // signature
                                 .text(draws.bytes(11))  // nonce
                                 .text(std::string(5, '\0'))
                                 .u8(bytes & 0xff)  // sizes of SMB are little-endian
                                 .u8(bytes >> 8)
                                 .u8(bytes >> 16)
                                 .u8(bytes >> 24)
                                 .u16(0)
                                 .u16(0x0100)  // encrypted
                                 .text(session)
                                 .str();
  return ByteText().u8(0).u24(header.size() + bytes).text(header).text(draws.bytes(bytes)).str();
}

double file_server_thinking(Draws& draws) {
  return draws.log_normal(0.0012, 1.0, {0.0001, 0.5});
}

/// An X.224 message in a TPKT frame (RFC 2126, [MS-RDPBCGR] 2.2.1.1).
std::string x224(std::uint8_t kind, std::string_view more) {
  return ByteText()
      .u8(3)
      .u8(0)
      .u16(11 + more.size())
      .u8(6 + more.size())
      .u8(kind)
      .u16(0)
      .u16(0)
      .u8(0)
      .text(more)
      .str();
}

}  // namespace

void share_files(Dialogue& talk, Draws& draws, AccessAnswer answer, std::int64_t operations) {
  const std::string session = draws.bytes(8);
  const auto exchange = [&](std::size_t asked, std::size_t answered, double pause_s) {
    talk.client(sealed_smb(draws, session, asked), pause_s);
    talk.server(sealed_smb(draws, session, answered), file_server_thinking(draws));
  };
  exchange(draws.size(190, 0.1), draws.size(230, 0.1), 0.0005);
  exchange(draws.size(160, 0.1), draws.size(320, 0.1), 0.001);
  exchange(draws.size(520, 0.2), answer == AccessAnswer::granted ? 90 : 77, 0.002);
  if (answer == AccessAnswer::granted) {
    for (std::int64_t i = 0; i < operations; ++i) {
      const bool writes = draws.chance(0.3);
      const std::size_t bulk = draws.size(4'000, 1.6, {100, 200'000});
      exchange(writes ? bulk : draws.size(140, 0.4), writes ? 84 : bulk,
               draws.chance(0.85) ? draws.exponential(0.01) : draws.log_normal(3, 1, {0.2, 50}));
    }
  }
  talk.end(draws.chance(0.6) ? Ending::client_closes : Ending::client_resets,
           draws.log_normal(0.5, 1.5, {0.001, 40}));
}

void use_desktop(Dialogue& talk, Draws& draws, AccessAnswer answer, std::int64_t screens) {
  const std::string cookie = fmt::format("Cookie: mstshash={}\r\n", draws.hex(6));
  const std::string wants_tls =
      ByteText().text(cookie).u8(1).u8(0).u8(8).u8(0).u32(0x01000000).str();
  talk.client(x224(0xe0, wants_tls), 0.0005);
  talk.server(x224(0xd0, std::string_view("\x02\x1f\x08\x00\x02\x00\x00\x00", 8)), 0.002);
  tls_handshake(talk, draws, "desk.corp.example");
  for (int round = 0; round < 3; ++round)
    tls_exchange(talk, draws,
                 {.request_bytes = draws.size(420, 0.4),
                  .response_bytes = draws.size(280, 0.4),
                  .pause_s = draws.exponential(0.02),
                  .thinking_s = draws.log_normal(0.03, 0.7)});
  if (answer == AccessAnswer::granted)
    for (std::int64_t i = 0; i < screens; ++i)
      tls_exchange(talk, draws,
                   {.request_bytes = draws.size(60, 0.4, {10, 400}),
                    .response_bytes = draws.size(900, 1.3, {40, 40'000}),
                    .pause_s = draws.log_normal(0.25, 1.0, {0.01, 10}),
                    .thinking_s = draws.log_normal(0.015, 0.5)});
  talk.end(draws.chance(0.5) ? Ending::client_closes : Ending::server_resets,
           draws.exponential(0.5));
}

void ftp_log_in(Dialogue& talk, Draws& draws, std::int64_t mistakes, FtpEnd end) {
  talk.server("220 (vsFTPd 3.0.3)\r\n", draws.log_normal(0.01, 0.8));
  const auto attempt = [&](std::string_view reply, double thinking_s) {
    talk.client(fmt::format("USER {}\r\n", draws.hex(draws.size(6, 0.3, {3, 16}))),
                draws.log_normal(0.05, 1.2, {0.001, 8}));
    talk.server("331 Please specify the password.\r\n", draws.log_normal(0.001, 0.5));
    talk.client(fmt::format("PASS {}\r\n", draws.hex(draws.size(9, 0.3, {4, 24}))),
                draws.log_normal(0.05, 1.2, {0.001, 8}));
    talk.server(std::string(reply), thinking_s);
  };
  for (std::int64_t i = 0; i < mistakes; ++i)
    attempt("530 Login incorrect.\r\n", draws.log_normal(1.2, 0.6, {0.05, 5}));
  if (end == FtpEnd::gives_up) return;
  attempt("230 Login successful.\r\n", draws.log_normal(0.02, 0.7));
}

}  // namespace vedette
