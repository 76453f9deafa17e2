// SPDX-License-Identifier: Apache-2.0
/// SSH as a capture shows it (RFC 4253): banners and key exchange in the clear, then ciphertext.
#pragma once

#include <string_view>

#include "wire/dialogue.hpp"
#include "wire/draws.hpp"

namespace vedette {

/// Banners, key exchange, and the request for the authentication service.
void ssh_handshake(Dialogue& talk, Draws& draws, std::string_view client_version);

/// One password: the client's packet and, after the server has thought, its answer.
enum class SshAnswer { accepted, refused };
void ssh_password(Dialogue& talk, Draws& draws, SshAnswer answer, double typing_s);

/// Ciphertext of one packet that holds `bytes`: padded to eight, with a tag.
[[nodiscard]] std::string ssh_packet(Draws& draws, std::size_t bytes);

}  // namespace vedette
