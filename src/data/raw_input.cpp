// SPDX-License-Identifier: Apache-2.0
#include "data/raw_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace vedette {
namespace {

constexpr std::size_t kPeekBytes = 16;

tl::unexpected<Error> system_failure(std::string_view what, const std::string& name) {
  const int number = errno;
  return fail(number == ENOENT ? ErrorCode::not_found : ErrorCode::io,
              fmt::format("cannot {} '{}': {}", what, name, std::strerror(number)));
}

}  // namespace

Result<RawInput> RawInput::open(const std::string& path, Hashing hashing) {
  RawInput input;
  input.name_ = path;
  if (hashing == Hashing::sha256) input.hash_.emplace();
  input.descriptor_ = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                                  : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (input.descriptor_ < 0) return system_failure("open", path);
  struct stat status {};
  if (::fstat(input.descriptor_, &status) != 0) return system_failure("read", path);
  if (S_ISDIR(status.st_mode))
    return fail(ErrorCode::io, fmt::format("'{}' is a directory, not a file", path));
  if (S_ISREG(status.st_mode)) input.total_ = static_cast<std::uint64_t>(status.st_size);
  return input;
}

RawInput::RawInput(std::string bytes, std::string name, Hashing hashing)
    : name_(std::move(name)), memory_(std::move(bytes)), total_(memory_.size()) {
  memory_.append(kPadding, '\0');
  if (hashing == Hashing::sha256) hash_.emplace();
}

RawInput::RawInput(RawInput&& other) noexcept
    : name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      memory_(std::move(other.memory_)),
      peeked_(std::move(other.peeked_)),
      taken_(other.taken_),
      total_(other.total_),
      hash_(std::move(other.hash_)),
      digest_(std::move(other.digest_)) {}

RawInput::~RawInput() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> RawInput::read(std::span<char> into) {
  if (is_memory()) {
    const std::string_view bytes = lend(into.size());
    std::ranges::copy(bytes, into.begin());
    return bytes.size();
  }
  std::size_t count = std::min(into.size(), peeked_.size());
  std::copy_n(peeked_.begin(), count, into.begin());
  peeked_.erase(0, count);
  if (count == 0) count = VEDETTE_TRY(read_descriptor(into));
  note_taken({into.data(), count});
  return count;
}

Result<std::string_view> RawInput::peek() {
  if (is_memory()) return rest().substr(0, kPeekBytes);
  char buffer[kPeekBytes];
  while (peeked_.size() < kPeekBytes) {
    const std::size_t got = VEDETTE_TRY(read_descriptor({buffer, kPeekBytes - peeked_.size()}));
    if (got == 0) break;
    peeked_.append(buffer, got);
  }
  return peeked_;
}

std::string_view RawInput::rest() const {
  return std::string_view(memory_).substr(taken_, total_ - taken_);
}

std::string_view RawInput::lend(std::size_t most) {
  const std::string_view bytes = rest().substr(0, most);
  note_taken(bytes);
  return bytes;
}

void RawInput::note_taken(std::string_view bytes) {
  if (hash_) hash_->update(bytes);
  taken_ += bytes.size();
}

std::string RawInput::content_sha256() {
  if (digest_.empty() && hash_) digest_ = hash_->hex_digest();
  return digest_;
}

Result<std::size_t> RawInput::read_descriptor(std::span<char> into) {
  for (;;) {
    const ssize_t got = ::read(descriptor_, into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return system_failure("read", name_);
  }
}

}  // namespace vedette
