// SPDX-License-Identifier: Apache-2.0
#include "http/request_rules.hpp"

#include <algorithm>

#include "http/text.hpp"

namespace vedette {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

std::size_t count(const Fields& fields, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [name](const auto& field) { return same_token(field.first, name); }));
}

std::string_view value_of(const Fields& fields, std::string_view name) {
  const auto found = std::ranges::find_if(
      fields, [name](const auto& field) { return same_token(field.first, name); });
  return found == fields.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<HttpFault> fault_in_start_line(std::string_view line) {
  const std::size_t version = line.rfind(' ');
  if (version == std::string_view::npos) return HttpFault{400, "This is not an HTTP request"};
  const std::string_view name = line.substr(version + 1);
  if (name == "HTTP/1.1" || name == "HTTP/1.0") return std::nullopt;
  if (name.starts_with("HTTP/") && name.size() > 5 && name[5] >= '0' && name[5] <= '9')
    return HttpFault{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here"};
  return HttpFault{400, "This is not an HTTP request"};
}

std::optional<HttpFault> fault_in_field_line(std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t'))
    return HttpFault{400, "A header field is folded over several lines"};
  const std::size_t colon = line.find(':');
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  if (colon == std::string_view::npos || colon == 0 ||
      std::ranges::any_of(line.substr(0, colon), is_space))
    return HttpFault{400, "A header line is not of the form 'name: value'"};
  return std::nullopt;
}

/// Letters, digits and what addresses and ports need; so no user part, path or list.
bool is_host(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

std::optional<HttpFault> fault_in_host(const Fields& fields, HttpVersion version) {
  const std::size_t hosts = count(fields, "Host");
  if (hosts > 1) return HttpFault{400, "There is more than one Host field"};
  if (hosts == 0 && version == HttpVersion::http_1_0) return std::nullopt;
  if (hosts == 0) return HttpFault{400, "The Host field is missing"};
  if (!is_host(value_of(fields, "Host"))) return HttpFault{400, "The Host field is not a host"};
  return std::nullopt;
}

std::optional<HttpFault> fault_in_coding(const Fields& fields, HttpVersion version) {
  if (version == HttpVersion::http_1_0)
    return HttpFault{400, "Transfer-Encoding is not part of HTTP/1.0"};
  if (count(fields, "Transfer-Encoding") > 1)
    return HttpFault{400, "There is more than one Transfer-Encoding field"};
  if (!same_token(value_of(fields, "Transfer-Encoding"), "chunked"))
    return HttpFault{501, "The only transfer coding understood is 'chunked'"};
  return std::nullopt;
}

std::optional<HttpFault> fault_in_framing(const Fields& fields, HttpVersion version) {
  const std::size_t lengths = count(fields, "Content-Length");
  const bool coded = count(fields, "Transfer-Encoding") > 0;
  if (lengths > 0 && coded)
    return HttpFault{400, "Content-Length and Transfer-Encoding exclude each other"};
  if (lengths > 1) return HttpFault{400, "There is more than one Content-Length field"};
  const std::string_view length = value_of(fields, "Content-Length");
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (lengths == 1 && (length.empty() || !std::ranges::all_of(length, is_digit)))
    return HttpFault{400, "Content-Length is not a number"};
  return coded ? fault_in_coding(fields, version) : std::nullopt;
}

}  // namespace

std::optional<HttpFault> fault_in_lines(std::string_view head) {
  bool first = true;
  while (head != kLineEnd && !head.empty()) {
    const std::size_t end = head.find(kLineEnd);
    const std::string_view line = head.substr(0, end);
    if (std::ranges::any_of(line, is_control))
      return HttpFault{400, "The header has control characters or bare line ends"};
    auto fault = first ? fault_in_start_line(line) : fault_in_field_line(line);
    if (fault) return fault;
    first = false;
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + kLineEnd.size());
  }
  return std::nullopt;
}

std::optional<HttpFault> fault_in_fields(const Fields& fields, HttpVersion version) {
  auto fault = fault_in_host(fields, version);
  return fault ? fault : fault_in_framing(fields, version);
}

HttpFault fault_of_long_head(std::string_view head) {
  if (std::min(head.find(kLineEnd), head.size()) > kMostTargetBytes)
    return {414, "The request target is too long"};
  return {431, "The header is too large"};
}

bool is_request_id(std::string_view id) {
  constexpr std::size_t kMost = 64;
  return !id.empty() && id.size() <= kMost && std::ranges::all_of(id, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("._:-").find(c) != std::string_view::npos;
  });
}

bool wants_keep_alive(const Fields& fields, HttpVersion version) {
  bool keep = version == HttpVersion::http_1_1;
  for (const auto& [name, value] : fields) {
    if (!same_token(name, "Connection")) continue;
    if (has_token(value, "close")) return false;
    if (has_token(value, "keep-alive")) keep = true;
  }
  return keep;
}

}  // namespace vedette
