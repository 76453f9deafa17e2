// SPDX-License-Identifier: Apache-2.0
#include "serve/assets.hpp"

#include <algorithm>

#include "http/text.hpp"
#include "serve/answers.hpp"

namespace vedette {
namespace {

const UiAsset* find_asset(std::string_view path) {
  const std::span<const UiAsset> all = ui_assets();
  const auto found = std::ranges::find(all, path, &UiAsset::path);
  return found == all.end() ? nullptr : &*found;
}

/// What a browser goes to: names of things may have dots in them, files of the UI have them too.
bool looks_like_page(const RequestHead& head) {
  if (find_asset(head.path) != nullptr || head.path.starts_with("/assets/")) return false;
  const bool has_dot = head.path.find('.', head.path.rfind('/')) != std::string::npos;
  return !has_dot || accepts(head, "text/html");
}

bool takes_coding(const RequestHead& head, std::string_view coding) {
  std::string_view rest = head.field("Accept-Encoding");
  while (!rest.empty()) {
    const std::string_view part = next_part(rest, ',');
    const std::string_view name = trimmed(part.substr(0, part.find(';')));
    if (same_token(name, coding)) return part.find("q=0") == std::string_view::npos ||
                                         part.find("q=0.") != std::string_view::npos;
  }
  return false;
}

void choose_coding(const RequestHead& head, const UiAsset& asset, Response& response) {
  response.fields.emplace_back("Vary", "Accept-Encoding");
  std::string_view bytes = asset.bytes;
  if (!asset.brotli.empty() && takes_coding(head, "br")) {
    response.fields.emplace_back("Content-Encoding", "br");
    bytes = asset.brotli;
  } else if (!asset.gzip.empty() && takes_coding(head, "gzip")) {
    response.fields.emplace_back("Content-Encoding", "gzip");
    bytes = asset.gzip;
  }
  response.body = SharedBody{bytes};
}

}  // namespace

const Fields& page_security_fields() {
  static const Fields kFields = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
       "connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
       "form-action 'self'; require-trusted-types-for 'script'"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
  };
  return kFields;
}

std::optional<Response> ui_answer(const RequestHead& head) {
  const bool is_page = looks_like_page(head);
  const UiAsset* asset = find_asset(is_page ? std::string_view("/index.html") : head.path);
  if (asset == nullptr) return std::nullopt;
  Response response{.content_type = std::string(asset->content_type)};
  // Files with a hash in their name never change; the page names them and is asked for anew.
  const bool is_hashed = head.path.starts_with("/assets/");
  response.fields.emplace_back("Cache-Control",
                               is_hashed ? "public, max-age=31536000, immutable" : "no-cache");
  for (const auto& field : page_security_fields()) response.fields.push_back(field);
  choose_coding(head, *asset, response);
  return response;
}

}  // namespace vedette
