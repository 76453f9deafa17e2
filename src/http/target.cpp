// SPDX-License-Identifier: Apache-2.0
#include "http/target.hpp"

#include <algorithm>
#include <optional>

#include "http/text.hpp"

namespace vedette {
namespace {

std::optional<unsigned> hex_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// The byte of a percent code at the start of `text`.
std::optional<char> percent_byte(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto high = hex_value(text[1]);
  const auto low = hex_value(text[2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high << 4 | *low);
}

enum class Part { path, query };

std::optional<std::string> decoded(std::string_view text, Part part) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    std::size_t used = 1;
    char c = text[0];
    if (c == '+' && part == Part::query) c = ' ';
    if (c == '%') {
      const std::optional<char> byte = percent_byte(text);
      if (!byte || *byte == '\0') return std::nullopt;
      if (part == Part::path && (*byte == '/' || is_control(*byte) || *byte == '\t'))
        return std::nullopt;
      c = *byte;
      used = 3;
    }
    out += c;
    text.remove_prefix(used);
  }
  return out;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const std::string_view segment = next_part(path, '/');
    if (segment == "." || segment == "..") return true;
  }
  return false;
}

OrFault<Fields> parse_query(std::string_view text) {
  Fields query;
  while (!text.empty()) {
    std::string_view pair = next_part(text, '&');
    if (pair.empty()) continue;
    auto name = decoded(next_part(pair, '='), Part::query);
    auto value = decoded(pair, Part::query);
    if (!name || !value) return refuse(400, "The query has a bad percent code");
    query.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

/// Cuts `http://authority` off the absolute form; the path may be missing (RFC 9112, 3.2.2).
std::string take_authority(std::string_view& target) {
  constexpr std::string_view kSchemes[] = {"http://", "https://"};
  for (const std::string_view scheme : kSchemes) {
    if (!same_token(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    std::string authority(target.substr(0, end));
    target.remove_prefix(end);
    return authority;
  }
  return {};
}

bool plain_characters(std::string_view target) {
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

}  // namespace

OrFault<RequestTarget> parse_target(HttpMethod method, std::string_view target) {
  if (!plain_characters(target))
    return refuse(400, "The request target has characters that must be percent-encoded");
  RequestTarget parts;
  if (target == "*" && method == HttpMethod::options) {
    parts.path = "/";
    return parts;
  }
  if (!target.starts_with('/')) {
    parts.authority = take_authority(target);
    if (parts.authority.empty()) return refuse(400, "The request target must start with a slash");
  }
  std::string_view path = next_part(target, '?');
  if (path.empty()) path = "/";
  auto decoded_path = decoded(path, Part::path);
  if (!decoded_path || has_dot_segment(*decoded_path))
    return refuse(400, "The path has a bad percent code, an encoded slash or a dot segment");
  parts.path = std::move(*decoded_path);
  auto query = parse_query(target);
  if (!query) return tl::unexpected(std::move(query).error());
  parts.query = std::move(*query);
  return parts;
}

}  // namespace vedette
