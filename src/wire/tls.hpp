// SPDX-License-Identifier: Apache-2.0
/// TLS 1.3 as a capture shows it (RFC 8446): hellos in the clear, everything else as records of
/// ciphertext.
#pragma once

#include <string>
#include <string_view>

#include "wire/dialogue.hpp"
#include "wire/draws.hpp"

namespace vedette {

/// Both hellos, the server's certificate, the client's finished.
void tls_handshake(Dialogue& talk, Draws& draws, std::string_view server_name);

/// Application data of `bytes` bytes, in records of at most 16 KiB.
[[nodiscard]] std::string tls_data(Draws& draws, std::size_t bytes);

/// The client says goodbye with an alert and closes.
void tls_close(Dialogue& talk, Draws& draws, double delay_s);

}  // namespace vedette
