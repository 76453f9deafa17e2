// SPDX-License-Identifier: Apache-2.0
#include "registry/durable.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "base/file.hpp"

namespace vedette {
namespace {

ErrorCode code_for(int number) {
  switch (number) {
    case ENOENT:
      return ErrorCode::not_found;
    case EEXIST:
    case ENOTEMPTY:
    case ENOTDIR:
      return ErrorCode::already_exists;
    case ELOOP:
      return ErrorCode::malformed;
    default:
      return ErrorCode::io;
  }
}

tl::unexpected<Error> system_failure(std::string_view what, const std::filesystem::path& path) {
  const int number = errno;
  return fail(code_for(number),
              fmt::format("cannot {} '{}': {}", what, path.string(), std::strerror(number)));
}

/// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

int open_lock_file(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

int lock_restarting(int fd, int operation) {
  int status = 0;
  do status = ::flock(fd, operation);
  while (status != 0 && errno == EINTR);
  return status;
}

Result<> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// At most `size` bytes; fewer when the file shrank meanwhile.
Result<std::string> read_up_to(int fd, std::size_t size, const std::filesystem::path& path) {
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t got = ::read(fd, bytes.data() + filled, size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace

Result<FileLock> FileLock::wait(const std::filesystem::path& path) {
  Descriptor file(open_lock_file(path));
  if (file.get() < 0) return system_failure("open", path);
  if (lock_restarting(file.get(), LOCK_EX) != 0) return system_failure("lock", path);
  return FileLock(file.release());
}

Result<std::optional<FileLock>> FileLock::try_now(const std::filesystem::path& path) {
  Descriptor file(open_lock_file(path));
  if (file.get() < 0) return system_failure("open", path);
  if (lock_restarting(file.get(), LOCK_EX | LOCK_NB) == 0)
    return std::optional<FileLock>(FileLock(file.release()));
  if (errno == EWOULDBLOCK) return std::optional<FileLock>();
  return system_failure("lock", path);
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Result<std::string> read_plain_file(const std::filesystem::path& path, std::uint64_t max_bytes) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return system_failure("open", path);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_failure("read", path);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::malformed, fmt::format("'{}' is not a regular file", path.string()));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > max_bytes)
    return fail(ErrorCode::too_large, fmt::format("'{}' has {} bytes; at most {} are read",
                                                  path.string(), size, max_bytes));
  return read_up_to(file.get(), static_cast<std::size_t>(size), path);
}

Result<> write_new_file(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0444));
  if (file.get() < 0) return system_failure("create", path);
  VEDETTE_TRY(write_all(file.get(), bytes, path));
  if (::fsync(file.get()) != 0) return system_failure("sync", path);
  return {};
}

Result<> claim_directory_name(const std::filesystem::path& from, const std::filesystem::path& to) {
  // rename(2) refuses to put a directory over a file or over a directory that holds anything, on
  // every file system; renameat2(RENAME_NOREPLACE) is not available on all of them.
  if (::rename(from.c_str(), to.c_str()) != 0) return system_failure("rename into", to);
  return sync_directory(to.parent_path());
}

Result<> remove_directory(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error)
    return fail(ErrorCode::io, fmt::format("cannot remove '{}': {}", path.string(),
                                           error.message()));
  return {};
}

}  // namespace vedette
