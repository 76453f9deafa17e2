// SPDX-License-Identifier: Apache-2.0
#include "accounts/audit_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vedette {
namespace {

constexpr std::int64_t kPiece = 16 << 10;

Result<std::string> read_at(const OpenFile& file, std::int64_t start, std::size_t size,
                            const std::filesystem::path& path) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::pread(file.get(), bytes.data() + filled, size - filled,
                                start + static_cast<std::int64_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_failure("read", path);
    if (got == 0)
      return fail(ErrorCode::io, "'" + path.string() + "' became shorter while it was read");
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace

BackwardLines::BackwardLines(const OpenFile& file, std::int64_t size, std::filesystem::path path)
    : file_(file), path_(std::move(path)), start_(size) {}

Result<std::string> BackwardLines::up_to_line_end() {
  std::size_t end = buffer_.rfind('\n');
  while (end == std::string::npos && start_ > 0 && buffer_.size() < kLongestAuditLine) {
    const std::int64_t size = std::min(kPiece, start_);
    std::string piece =
        VEDETTE_TRY(read_at(file_, start_ - size, static_cast<std::size_t>(size), path_));
    end = piece.rfind('\n');
    start_ -= size;
    buffer_ = std::move(piece) + buffer_;
  }
  const std::size_t begin = end == std::string::npos ? 0 : end + 1;
  std::string line = buffer_.substr(begin);
  buffer_.resize(begin);
  return line;
}

Result<std::string> BackwardLines::rest() { return up_to_line_end(); }

Result<std::optional<std::string>> BackwardLines::next() {
  if (buffer_.empty() && start_ == 0) return std::optional<std::string>();
  if (!buffer_.empty()) buffer_.pop_back();  // the end of the line to come
  std::string line = VEDETTE_TRY(up_to_line_end());
  return std::optional<std::string>(std::move(line));
}

ForwardLines::ForwardLines(const OpenFile& file, std::int64_t size, std::filesystem::path path)
    : file_(file), path_(std::move(path)), size_(size) {}

Result<std::optional<ForwardLines::Line>> ForwardLines::next() {
  std::size_t end = buffer_.find('\n');
  while (end == std::string::npos && at_ < size_ && buffer_.size() < kLongestAuditLine) {
    const std::int64_t size = std::min(kPiece, size_ - at_);
    const std::string piece =
        VEDETTE_TRY(read_at(file_, at_, static_cast<std::size_t>(size), path_));
    const std::size_t found = piece.find('\n');
    if (found != std::string::npos) end = buffer_.size() + found;
    at_ += size;
    buffer_ += piece;
  }
  if (buffer_.empty()) return std::optional<Line>();
  const bool finished = end != std::string::npos;
  Line line{.text = buffer_.substr(0, end), .finished = finished};
  buffer_.erase(0, finished ? end + 1 : buffer_.size());
  return std::optional<Line>(std::move(line));
}

}  // namespace vedette
