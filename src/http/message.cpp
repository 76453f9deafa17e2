// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include <fmt/format.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "http/text.hpp"

namespace vedette {
namespace {

std::string_view value_of(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (same_token(key, name)) return value;
  return {};
}

}  // namespace

std::string_view to_string(HttpMethod method) {
  switch (method) {
    case HttpMethod::get: return "GET";
    case HttpMethod::head: return "HEAD";
    case HttpMethod::post: return "POST";
    case HttpMethod::put: return "PUT";
    case HttpMethod::patch: return "PATCH";
    case HttpMethod::delete_: return "DELETE";
    case HttpMethod::options: return "OPTIONS";
    case HttpMethod::other: return "OTHER";
  }
  return "OTHER";
}

Result<std::shared_ptr<TemporaryFile>> TemporaryFile::make(
    const std::filesystem::path& directory) {
  std::string name = (directory / "body-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);  // of mode 0600 (POSIX, mkstemp)
  if (fd < 0)
    return fail(ErrorCode::io, fmt::format("cannot create a file in '{}': {}", directory.string(),
                                           std::strerror(errno)));
  ::close(fd);
  struct Access : TemporaryFile {
    explicit Access(std::filesystem::path path) : TemporaryFile(std::move(path)) {}
  };
  return std::make_shared<Access>(std::move(name));
}

TemporaryFile::~TemporaryFile() {
  std::error_code ignored;  // gone already is as good
  std::filesystem::remove(path_, ignored);
}

std::string_view RequestHead::field(std::string_view name) const { return value_of(fields, name); }

std::string_view RequestHead::query_value(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

bool RequestHead::has_query(std::string_view name) const {
  for (const auto& parameter : query)
    if (parameter.first == name) return true;
  return false;
}

std::string_view RequestHead::cookie(std::string_view name) const {
  std::string_view rest = field("Cookie");
  while (!rest.empty()) {
    const std::string_view pair = trimmed(next_part(rest, ';'));
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace vedette
