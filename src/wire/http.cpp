// SPDX-License-Identifier: Apache-2.0
#include "wire/http.hpp"

#include <fmt/format.h>

namespace vedette {
namespace {

const std::vector<std::string_view> kBrowsers = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0",
    "curl/7.88.1",
};
const std::vector<std::string_view> kParts = {"news",   "static", "api",     "images", "shop",
                                              "search", "assets", "account", "media",  "docs"};
const std::vector<std::string_view> kEnds = {"",      ".html", ".css", ".js",
                                             ".json", ".png",  ".jpg", "?page=2"};

}  // namespace

std::string to_bytes(const HttpRequest& request, Draws& draws) {
  std::string text = fmt::format(
      "{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: {}\r\nAccept: */*\r\n"
      "Accept-Language: en\r\nConnection: keep-alive\r\n",
      request.method, request.path, request.host, request.agent);
  if (draws.chance(0.6))
    text += "Cookie: session=" + draws.hex(draws.size(32, 0.5, {8, 400})) + "\r\n";
  if (!request.body.empty())
    text += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", request.body_type,
                        request.body.size());
  return text + "\r\n" + request.body;
}

std::string to_bytes(const HttpResponse& response, Draws& draws) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz <>/=\"\n";
  return fmt::format(
             "HTTP/1.1 {}\r\nServer: nginx\r\nContent-Type: {}\r\nContent-Length: {}\r\n"
             "ETag: \"{}\"\r\nCache-Control: max-age={}\r\nConnection: keep-alive\r\n\r\n",
             response.status, response.type, response.body_bytes, draws.hex(16),
             draws.whole(0, 86'400)) +
         draws.letters(response.body_bytes, kLetters);
}

std::string some_path(Draws& draws) {
  std::string path;
  for (std::int64_t depth = draws.whole(1, 3); depth > 0; --depth)
    path += fmt::format("/{}", draws.pick(kParts));
  return path + fmt::format("/{}{}", draws.whole(1, 9'999), draws.pick(kEnds));
}

std::string_view some_browser(Draws& draws) {
  return draws.pick(kBrowsers);
}

}  // namespace vedette
