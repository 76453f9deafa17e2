// SPDX-License-Identifier: Apache-2.0
/// HTTP/1.1 messages (RFC 9112).
#pragma once

#include <string>
#include <string_view>

#include "wire/draws.hpp"

namespace vedette {

struct HttpRequest {
  std::string_view method = "GET";
  std::string_view host{};
  std::string path = "/";
  std::string_view agent{};
  std::string body{};
  std::string_view body_type = "application/x-www-form-urlencoded";
};

[[nodiscard]] std::string to_bytes(const HttpRequest& request, Draws& draws);

struct HttpResponse {
  std::string_view status = "200 OK";
  std::string_view type = "text/html; charset=utf-8";
  std::size_t body_bytes = 0;
};

[[nodiscard]] std::string to_bytes(const HttpResponse& response, Draws& draws);

/// A path such as `/news/4821/header.css`.
[[nodiscard]] std::string some_path(Draws& draws);
/// What a browser calls itself.
[[nodiscard]] std::string_view some_browser(Draws& draws);

}  // namespace vedette
