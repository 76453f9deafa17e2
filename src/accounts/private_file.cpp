// SPDX-License-Identifier: Apache-2.0
#include "accounts/private_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/file.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20;

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Result<std::string> read_to_end(const OpenFile& file, const std::filesystem::path& path) {
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_failure("read", path);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
    if (bytes.size() > kLargestFile)
      return fail(ErrorCode::too_large,
                  fmt::format("'{}' is larger than {} bytes", path.string(), kLargestFile));
  }
}

}  // namespace

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

OpenFile& OpenFile::operator=(OpenFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

tl::unexpected<Error> file_failure(std::string_view what, const std::filesystem::path& path) {
  const int number = errno;
  return fail(ErrorCode::io,
              fmt::format("cannot {} '{}': {}", what, path.string(), std::strerror(number)));
}

Result<> make_owned_directory(const std::filesystem::path& path) {
  VEDETTE_TRY(make_private_directory(path));
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return file_failure("look at", path);
  if (!S_ISDIR(status.st_mode))
    return fail(ErrorCode::io, fmt::format("'{}' is not a directory", path.string()));
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return fail(ErrorCode::io,
                fmt::format("others may write to the directory '{}' (mode {:04o})", path.string(),
                            status.st_mode & 07777),
                fmt::format("chmod 700 '{}'", path.string()));
  return {};
}

Result<> check_private(const OpenFile& file, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_failure("look at", path);
  if (!S_ISREG(status.st_mode))
    return fail(ErrorCode::io, fmt::format("'{}' is not a regular file", path.string()));
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail(ErrorCode::io,
                fmt::format("'{}' is open to others (mode {:04o})", path.string(),
                            status.st_mode & 07777),
                fmt::format("see who changed it, then chmod 600 '{}'", path.string()));
  return {};
}

Result<std::optional<std::string>> read_private_file(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return std::optional<std::string>();
  if (file.get() < 0) return file_failure("open", path);
  VEDETTE_TRY(check_private(file, path));
  std::string bytes = VEDETTE_TRY(read_to_end(file, path));
  return std::optional<std::string>(std::move(bytes));
}

FileStamp stamp_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = status.st_size,
          .modified_ns = nanoseconds(status.st_mtim),
          .changed_ns = nanoseconds(status.st_ctim)};
}

Result<> lock_file(const OpenFile& file, const std::filesystem::path& path) {
  while (::flock(file.get(), LOCK_EX) != 0)
    if (errno != EINTR) return file_failure("lock", path);
  return {};
}

Result<> unlock_file(const OpenFile& file, const std::filesystem::path& path) {
  if (::flock(file.get(), LOCK_UN) != 0) return file_failure("unlock", path);
  return {};
}

Result<> give_to_directory_owner(const OpenFile& file, const std::filesystem::path& path) {
  struct stat folder {};
  struct stat status {};
  if (::stat(path.parent_path().c_str(), &folder) != 0 || ::fstat(file.get(), &status) != 0)
    return file_failure("look at", path);
  const bool hand_over = ::geteuid() == 0 && status.st_uid == 0 && folder.st_uid != 0;
  if (hand_over && ::fchown(file.get(), folder.st_uid, folder.st_gid) != 0)
    return file_failure("hand over", path);
  return {};
}

Result<OpenFile> lock_directory(const std::filesystem::path& path) {
  OpenFile directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return file_failure("open", path);
  VEDETTE_TRY(lock_file(directory, path));
  return directory;
}

}  // namespace vedette
