// SPDX-License-Identifier: Apache-2.0
/// Web exchanges that several scenarios use, benign and hostile.
#pragma once

#include <string>
#include <string_view>

#include "wire/dialogue.hpp"
#include "wire/draws.hpp"

namespace vedette {

/// One request and its response over TLS.
struct TlsExchange {
  std::size_t request_bytes = 500;
  std::size_t response_bytes = 5'000;
  double pause_s = 0;        ///< before the request
  double thinking_s = 0.02;  ///< before the response
};
void tls_exchange(Dialogue& talk, Draws& draws, const TlsExchange& exchange);

enum class WebScheme { http, https };
[[nodiscard]] constexpr std::uint16_t port_of(WebScheme scheme) {
  return scheme == WebScheme::https ? 443 : 80;
}

/// One posted message and its answer on a connection of their own, as programs do it.
void report(Dialogue& talk, Draws& draws, WebScheme scheme, std::string_view host,
            const TlsExchange& exchange);

/// Several objects of a page over one kept-alive connection, in the clear or over TLS; how it
/// ends is drawn too.
void fetch_page(Dialogue& talk, Draws& draws, std::string_view host, std::int64_t objects);
void fetch_page_tls(Dialogue& talk, Draws& draws, std::string_view host, std::int64_t objects);

/// A form is fetched and a password posted over TLS.
enum class LoginAnswer { accepted, refused };
void log_in_tls(Dialogue& talk, Draws& draws, std::string_view host, LoginAnswer answer);

}  // namespace vedette
