// SPDX-License-Identifier: Apache-2.0
#include "wire/ssh.hpp"

#include <fmt/format.h>

#include <array>

#include "wire/byte_text.hpp"

namespace vedette {
namespace {

/// The unencrypted packet form: length, padding length, payload, padding to eight bytes.
std::string plain_packet(std::string_view payload) {
  constexpr std::size_t kBlock = 8;
  constexpr std::size_t kLeastPadding = 4;
  std::size_t padding = kBlock - (payload.size() + 5) % kBlock;
  if (padding < kLeastPadding) padding += kBlock;
  return ByteText()
      .u32(payload.size() + padding + 1)
      .u8(padding)
      .text(payload)
      .text(std::string(padding, '\0'))
      .str();
}

std::string key_exchange_init(Draws& draws) {
  static const std::array<std::string_view, 10> kLists = {
      "curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group16-sha512",
      "ssh-ed25519,ecdsa-sha2-nistp256,rsa-sha2-512,rsa-sha2-256",
      "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-ctr",
      "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-ctr",
      "umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-256",
      "umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-256",
      "none,zlib@openssh.com",
      "none,zlib@openssh.com",
      "",
      ""};
  ByteText out;
  out.u8(20).text(draws.bytes(16));
  for (const std::string_view list : kLists) out.text32(list);
  out.u8(0).u32(0);
  return plain_packet(out.str());
}

std::string key_exchange_reply(Draws& draws) {
  const std::string host_key = ByteText().text32("ssh-ed25519").text32(draws.bytes(32)).str();
  const std::string signature = ByteText().text32("ssh-ed25519").text32(draws.bytes(64)).str();
  return plain_packet(
      ByteText().u8(31).text32(host_key).text32(draws.bytes(32)).text32(signature).str());
}

std::string new_keys() {
  return plain_packet(std::string_view("\x15", 1));
}

}  // namespace

std::string ssh_packet(Draws& draws, std::size_t bytes) {
  constexpr std::size_t kOverhead = 4 + 16 + 8;  // length, tag, least padding
  return draws.bytes((bytes + 7) / 8 * 8 + kOverhead);
}

void ssh_handshake(Dialogue& talk, Draws& draws, std::string_view client_version) {
  const double thinking = draws.log_normal(0.004, 0.6, {0.0005, 0.2});
  talk.client(fmt::format("SSH-2.0-{}\r\n", client_version), draws.exponential(0.001));
  talk.server("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", thinking);
  talk.client(key_exchange_init(draws), 0.0005);
  talk.server(key_exchange_init(draws), 0.0003);
  talk.client(plain_packet(ByteText().u8(30).text32(draws.bytes(32)).str()), thinking);
  talk.server(key_exchange_reply(draws) + new_keys(), 2 * thinking);
  talk.client(new_keys() + ssh_packet(draws, 17), thinking);
  talk.server(ssh_packet(draws, 17), 0.0003);
  talk.client(ssh_packet(draws, 40), 0.0005);  // which methods are there?
  talk.server(ssh_packet(draws, 25), draws.log_normal(0.005, 0.5));
}

void ssh_password(Dialogue& talk, Draws& draws, SshAnswer answer, double typing_s) {
  talk.client(ssh_packet(draws, 100 + draws.size(12, 0.4, {6, 60})), typing_s);
  if (answer == SshAnswer::accepted)
    talk.server(ssh_packet(draws, 1), draws.log_normal(0.06, 0.5));
  else  // pam_faildelay: about two seconds
    talk.server(ssh_packet(draws, 25), draws.log_normal(1.9, 0.25));
}

}  // namespace vedette
