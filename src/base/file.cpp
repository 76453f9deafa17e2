// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vedette {
namespace {

tl::unexpected<Error> system_failure(std::string_view what, const std::filesystem::path& path) {
  const int number = errno;
  return fail(number == ENOENT ? ErrorCode::not_found : ErrorCode::io,
              fmt::format("cannot {} '{}': {}", what, path.string(), std::strerror(number)));
}

/// Closes on every way out.
struct Descriptor {
  int fd = -1;
  explicit Descriptor(int value) : fd(value) {}
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

Result<> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::filesystem::path directory_of(const std::filesystem::path& path) {
  return path.parent_path().empty() ? "." : path.parent_path();
}

/// `set_access(descriptor)` sets mode and owner, and returns 0, before the file gets its name.
template <class SetAccess>
Result<> replace_file(const std::filesystem::path& path, std::string_view bytes,
                      const SetAccess& set_access) {
  std::string beside = path.string() + ".XXXXXX";
  const Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));
  if (file.fd < 0) return system_failure("create a file beside", path);
  Result<> written = write_all(file.fd, bytes, path);
  if (written && set_access(file.fd) != 0) written = system_failure("set the mode of", path);
  if (written && ::fsync(file.fd) != 0) written = system_failure("sync", path);
  if (written && ::rename(beside.c_str(), path.c_str()) != 0)
    written = system_failure("rename into", path);
  if (!written) {
    ::unlink(beside.c_str());
    return written;
  }
  return sync_directory(directory_of(path));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd < 0) return system_failure("open", path);
  struct stat status {};
  if (::fstat(file.fd, &status) != 0) return system_failure("read", path);
  if (S_ISDIR(status.st_mode))
    return fail(ErrorCode::io, fmt::format("'{}' is a directory, not a file", path.string()));
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const ssize_t got = ::read(file.fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read", path);
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(got) > max_bytes)
      return fail(ErrorCode::too_large,
                  fmt::format("'{}' is larger than {} bytes", path.string(), max_bytes));
    bytes.append(buffer, static_cast<std::size_t>(got));
  }
}

Result<> write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  return replace_file(path, bytes, [](int fd) { return ::fchmod(fd, 0644); });
}

Result<> write_private_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  struct stat folder {};
  if (::stat(directory_of(path).c_str(), &folder) != 0) return system_failure("look at", path);
  return replace_file(path, bytes, [&folder](int fd) {
    const bool for_another = ::geteuid() == 0 && folder.st_uid != 0;
    if (for_another && ::fchown(fd, folder.st_uid, folder.st_gid) != 0) return -1;
    return ::fchmod(fd, 0600);
  });
}

Result<> sync_directory(const std::filesystem::path& directory) {
  const Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.fd < 0) return system_failure("open", directory);
  if (::fsync(folder.fd) != 0) return system_failure("sync", directory);
  return {};
}

Result<> make_private_directory(const std::filesystem::path& path) {
  std::error_code unreadable;  // then mkdir says why
  if (path.empty() || std::filesystem::is_directory(path, unreadable)) return {};
  VEDETTE_TRY(make_private_directory(path.parent_path()));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
    return system_failure("create the directory", path);
  return {};
}

}  // namespace vedette
