// SPDX-License-Identifier: Apache-2.0
#include "registry/bundle_archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "registry/bundle_format.hpp"
#include "registry/manifest.hpp"

namespace vedette {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
/// Text compresses thirtyfold at most; what grows much more is meant to fill the memory.
constexpr std::uint64_t kMostGrowth = 200;
constexpr std::uint64_t kAlwaysAllowed = std::uint64_t{4} << 20;

struct Close {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
struct CloseReader {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
struct CloseWriter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
using Entry = std::unique_ptr<archive_entry, Close>;
using Reader = std::unique_ptr<archive, CloseReader>;
using Writer = std::unique_ptr<archive, CloseWriter>;

tl::unexpected<Error> refused(std::string what) {
  return fail(ErrorCode::malformed, std::move(what), "a bundle is what `models export` writes");
}

std::string reason(archive* handle) {
  const char* const text = archive_error_string(handle);
  return text == nullptr ? "no reason given" : text;
}

la_ssize_t append(archive* /*writer*/, void* target, const void* bytes, std::size_t size) {
  static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

Result<> write_member(archive* writer, const std::string& path, std::string_view bytes,
                      TimeNs modified) {
  const Entry entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), path.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0444);
  archive_entry_set_mtime(entry.get(), modified / 1'000'000'000, 0);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  const auto size = static_cast<la_ssize_t>(bytes.size());
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK ||
      archive_write_data(writer, bytes.data(), bytes.size()) != size)
    return fail(ErrorCode::internal,
                fmt::format("cannot write '{}' into the archive: {}", path, reason(writer)));
  return {};
}

std::uint64_t most_bytes(std::string_view name) {
  return name == kManifestName || name == kManifestDigestName ? kMostManifestBytes
                                                              : largest_part(name);
}

/// Members by name, read one after another.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes)
      : reader_(archive_read_new()),
        allowed_(std::max(kAlwaysAllowed, kMostGrowth * bytes.size())) {}

  Result<std::map<std::string, std::string>> run(std::string_view bytes) {
    archive_read_support_filter_gzip(reader_.get());
    archive_read_support_filter_zstd(reader_.get());
    archive_read_support_format_tar(reader_.get());
    if (archive_read_open_memory(reader_.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
      return refused(fmt::format("this is not a tar file: {}", reason(reader_.get())));
    archive_entry* entry = nullptr;
    int state = ARCHIVE_OK;
    while ((state = archive_read_next_header(reader_.get(), &entry)) == ARCHIVE_OK)
      VEDETTE_TRY(take(entry));
    if (state != ARCHIVE_EOF)
      return refused(fmt::format("the archive cannot be read: {}", reason(reader_.get())));
    return std::move(members_);
  }

 private:
  Result<> take(archive_entry* entry) {
    const char* const path = archive_entry_pathname(entry);
    if (path == nullptr) return refused("a member of the archive has no readable name");
    const bool is_link = archive_entry_hardlink(entry) != nullptr ||
                         archive_entry_symlink(entry) != nullptr;
    if (is_link || (archive_entry_filetype(entry) != AE_IFREG &&
                    archive_entry_filetype(entry) != AE_IFDIR))
      return refused(fmt::format("'{}' in the archive is not a regular file", path));
    const bool is_directory = archive_entry_filetype(entry) == AE_IFDIR;
    const std::string name = VEDETTE_TRY(name_in_bundle(path, is_directory));
    if (is_directory) return {};
    if (members_.contains(name))
      return refused(fmt::format("the archive holds '{}' twice", name));
    members_[name] = VEDETTE_TRY(read(name));
    return {};
  }

  /// The part that a path stands for, which is its last piece; before it one directory may stand,
  /// the same for all. Nothing is written by these names, and yet none may lead anywhere.
  Result<std::string> name_in_bundle(std::string_view path, bool is_directory) {
    if (is_directory && path.ends_with('/')) path.remove_suffix(1);
    const std::size_t slash = path.find('/');
    const std::string_view directory =
        is_directory ? path : path.substr(0, slash == std::string_view::npos ? 0 : slash);
    const std::string name(slash == std::string_view::npos ? path : path.substr(slash + 1));
    const bool odd_directory =
        directory == ".." || slash == 0 || (is_directory && slash != std::string_view::npos);
    const bool known = is_directory || is_bundle_file(name) || name == kManifestName ||
                       name == kManifestDigestName;
    if (odd_directory || !known)
      return refused(fmt::format("'{}' in the archive is no part of a bundle", path));
    if (!directory_) directory_ = directory;
    if (*directory_ != directory)
      return refused("the members of the archive lie in several directories");
    return name;
  }

  Result<std::string> read(const std::string& name) {
    std::string bytes;
    std::string block(kReadBytes, '\0');
    for (;;) {
      const la_ssize_t size = archive_read_data(reader_.get(), block.data(), block.size());
      if (size < 0)
        return refused(fmt::format("'{}' cannot be read: {}", name, reason(reader_.get())));
      if (size == 0) return bytes;
      const auto count = static_cast<std::size_t>(size);
      if (bytes.size() + count > most_bytes(name) || count > allowed_)
        return fail(ErrorCode::too_large,
                    fmt::format("'{}' in the archive is larger than it may be", name));
      allowed_ -= count;
      bytes.append(block, 0, count);
    }
  }

  Reader reader_;
  std::uint64_t allowed_;  ///< bytes that may still come out
  std::optional<std::string> directory_;
  std::map<std::string, std::string> members_;
};

Result<std::string> taken(std::map<std::string, std::string>& members, std::string_view name) {
  auto member = members.extract(std::string(name));
  if (member.empty()) return refused(fmt::format("the archive lacks '{}'", name));
  return std::move(member.mapped());
}

}  // namespace

Result<std::string> pack_bundle(const BundleFiles& files, const std::string& directory,
                                TimeNs modified) {
  std::string bytes;
  const Writer writer(archive_write_new());
  archive_write_set_format_pax_restricted(writer.get());
  // Without this the last block is filled up to ten kilobytes.
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  if (archive_write_open(writer.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK)
    return fail(ErrorCode::internal,
                fmt::format("cannot make an archive: {}", reason(writer.get())));
  const auto member = [&](std::string_view name, std::string_view content) {
    return write_member(writer.get(), fmt::format("{}/{}", directory, name), content, modified);
  };
  const std::string manifest = manifest_text(files);
  VEDETTE_TRY(member(kManifestName, manifest));
  VEDETTE_TRY(member(kManifestDigestName, manifest_digest(manifest)));
  for (const auto& [name, content] : files.files) VEDETTE_TRY(member(name, content));
  if (archive_write_close(writer.get()) != ARCHIVE_OK)
    return fail(ErrorCode::internal,
                fmt::format("cannot finish the archive: {}", reason(writer.get())));
  return bytes;
}

Result<BundleFiles> unpack_bundle(std::string_view bytes) {
  auto members = VEDETTE_TRY(Unpacker(bytes).run(bytes));
  const std::string manifest = VEDETTE_TRY(taken(members, kManifestName));
  const std::string digest = VEDETTE_TRY(taken(members, kManifestDigestName));
  BundleFiles files;
  for (const ManifestEntry& entry : VEDETTE_TRY(check_manifest(manifest, digest))) {
    std::string part = VEDETTE_TRY(taken(members, entry.name));
    VEDETTE_TRY(check_part(entry, part));
    files.files.emplace_back(entry.name, std::move(part));
  }
  return files;
}

}  // namespace vedette
