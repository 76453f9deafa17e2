// SPDX-License-Identifier: Apache-2.0
#include "cli/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace vedette {
namespace {

tl::unexpected<Error> cannot_write() {
  return fail(ErrorCode::io, fmt::format("cannot write: {}", std::strerror(errno)));
}

}  // namespace

Result<Output> Output::open(Terminal& terminal, const std::string& path) {
  Output output(terminal);
  if (path == "-") return output;
  output.file_.reset(std::fopen(path.c_str(), "wbe"));
  if (!output.file_)
    return fail(ErrorCode::io, fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
  return output;
}

Result<> Output::write(std::string_view text) {
  if (!file_) {
    terminal_->out(text);
    return {};
  }
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) return cannot_write();
  return {};
}

Result<> Output::write_head(std::string_view text) {
  check(file_ != nullptr, "only files have a head to write over");
  if (std::fseek(file_.get(), 0, SEEK_SET) != 0) return cannot_write();
  return write(text);
}

Result<> Output::finish() {
  if (file_ && std::fclose(file_.release()) != 0) return cannot_write();
  return {};
}

}  // namespace vedette
