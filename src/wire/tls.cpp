// SPDX-License-Identifier: Apache-2.0
#include "wire/tls.hpp"

#include <algorithm>

#include "wire/byte_text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostPerRecord = 16'384;
constexpr std::size_t kSeal = 17;  // inner content type and authentication tag
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kDataRecord = 23;
constexpr std::uint16_t kVersion12 = 0x0303;  // what TLS 1.3 writes into its records

std::string record(std::uint8_t type, std::string_view body) {
  return ByteText().u8(type).u16(kVersion12).text16(body).str();
}

const std::string& change_cipher_spec() {
  static const std::string bytes = record(20, std::string_view("\x01", 1));
  return bytes;
}

std::string extension(std::uint16_t type, std::string_view body) {
  return ByteText().u16(type).text16(body).str();
}

std::string handshake(std::uint8_t type, std::string_view body) {
  return record(kHandshakeRecord, ByteText().u8(type).u24(body.size()).text(body).str());
}

std::string key_share(Draws& draws) {
  return ByteText().u16(29).text16(draws.bytes(32)).str();
}

std::string client_hello(Draws& draws, std::string_view server_name, const std::string& session) {
  const std::string name = ByteText().u8(0).text16(server_name).str();
  const std::string protocols = std::string("\x02h2\x08http/1.1", 12);
  std::string extensions;
  extensions += extension(0, ByteText().text16(name).str());
  extensions += extension(10, ByteText().u16(4).u16(29).u16(23).str());
  extensions +=
      extension(13, ByteText().u16(8).u16(0x0403).u16(0x0804).u16(0x0401).u16(0x0503).str());
  extensions += extension(16, ByteText().text16(protocols).str());
  extensions += extension(43, ByteText().u8(4).u16(0x0304).u16(kVersion12).str());
  extensions += extension(45, std::string_view("\x01\x01", 2));
  extensions += extension(51, ByteText().text16(key_share(draws)).str());
  extensions += extension(21, std::string(draws.size(60, 0.8, {1, 250}), '\0'));
  const std::string suites =
      ByteText().u16(0x1301).u16(0x1302).u16(0x1303).u16(0xc02b).u16(0xc02f).u16(0xc02c).str();
  return handshake(1, ByteText()
                          .u16(kVersion12)
                          .text(draws.bytes(32))
                          .u8(session.size())
                          .text(session)
                          .text16(suites)
                          .u16(0x0100)  // one compression method: none
                          .text16(extensions)
                          .str());
}

std::string server_hello(Draws& draws, const std::string& session) {
  const std::string extensions =
      extension(43, ByteText().u16(0x0304).str()) + extension(51, key_share(draws));
  return handshake(2, ByteText()
                          .u16(kVersion12)
                          .text(draws.bytes(32))
                          .u8(session.size())
                          .text(session)
                          .u16(0x1301)
                          .u8(0)
                          .text16(extensions)
                          .str());
}

}  // namespace

void tls_handshake(Dialogue& talk, Draws& draws, std::string_view server_name) {
  const std::string session = draws.bytes(32);
  talk.client(client_hello(draws, server_name, session), draws.exponential(0.001));
  const std::size_t certificate = draws.size(2'800, 0.4, {900, 7'000});
  talk.server(server_hello(draws, session) + change_cipher_spec() + tls_data(draws, certificate),
              draws.log_normal(0.002, 0.8, {0.0002, 0.1}));
  talk.client(change_cipher_spec() + tls_data(draws, 36), draws.log_normal(0.002, 0.6));
}

std::string tls_data(Draws& draws, std::size_t bytes) {
  std::string records;
  records.reserve(bytes + 64);
  while (bytes > 0) {
    const std::size_t part = std::min(bytes, kMostPerRecord);
    records += record(kDataRecord, draws.bytes(part + kSeal));
    bytes -= part;
  }
  return records;
}

void tls_close(Dialogue& talk, Draws& draws, double delay_s) {
  talk.client(tls_data(draws, 2), delay_s);
  talk.end(Ending::client_closes, 0.0001);
}

}  // namespace vedette
