// SPDX-License-Identifier: Apache-2.0
#include "accounts/audit.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "accounts/audit_file.hpp"
#include "accounts/audit_line.hpp"
#include "accounts/audit_verify.hpp"
#include "accounts/private_file.hpp"
#include "base/file.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

/// The log opened for appending, locked; created where there is none.
Result<OpenFile> open_to_append(const fs::path& path) {
  OpenFile file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.get() < 0) return file_failure("open", path);
  VEDETTE_TRY(give_to_directory_owner(file, path));
  VEDETTE_TRY(check_private(file, path));
  VEDETTE_TRY(lock_file(file, path));
  return file;
}

/// None when there is no log yet.
Result<std::optional<OpenFile>> open_to_read(const fs::path& path) {
  OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0 && errno == ENOENT) return std::optional<OpenFile>();
  if (file.get() < 0) return file_failure("open", path);
  VEDETTE_TRY(check_private(file, path));
  return std::optional<OpenFile>(std::move(file));
}

Result<std::int64_t> size_of(const OpenFile& file, const fs::path& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return file_failure("look at", path);
  return std::int64_t{status.st_size};
}

/// How the file ends: the last good line, and bytes that stand after the last line end.
struct LogEnd {
  ChainEnd chain;
  std::string rest;
  /// Nothing but its line end is missing from the last good line, which is the rest.
  bool rest_is_good = false;
};

Result<LogEnd> end_of(const OpenFile& file, const fs::path& path) {
  const std::int64_t size = VEDETTE_TRY(size_of(file, path));
  BackwardLines lines(file, size, path);
  LogEnd end;
  end.rest = VEDETTE_TRY(lines.rest());
  if (const std::optional<AuditLine> line = parse_audit_line(end.rest)) {
    end.chain = {.seq = line->entry.seq, .hash = line->hash};
    end.rest_is_good = true;
    return end;
  }
  for (;;) {
    const std::optional<std::string> text = VEDETTE_TRY(lines.next());
    if (!text) return end;
    const std::optional<AuditLine> line = parse_audit_line(*text);
    if (!line) continue;
    end.chain = {.seq = line->entry.seq, .hash = line->hash};
    return end;
  }
}

Result<> write_line(const OpenFile& file, std::string_view text, const fs::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_failure("write", path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) return file_failure("sync", path);
  return {};
}

/// Adds a line to `text` and gives its entry as it can be read back; the chain then ends with it.
AuditEntry chain_on(ChainEnd& end, std::string& text, AuditEvent event, TimeNs now) {
  const std::string line =
      to_text({.seq = end.seq + 1, .time = format_time(now), .event = std::move(event)}, end);
  std::optional<AuditLine> written = parse_audit_line({line.data(), line.size() - 1});
  check(written.has_value(), "an audit line can be read back");
  end = {.seq = written->entry.seq, .hash = written->hash};
  text += line;
  return std::move(written->entry);
}

}  // namespace

Result<AuditLog> AuditLog::open(fs::path file, Clock clock) {
  VEDETTE_TRY(make_owned_directory(file.parent_path()));
  return AuditLog(std::move(file), std::move(clock));
}

Result<AuditEntry> AuditLog::append(AuditEvent event) const {
  const OpenFile file = VEDETTE_TRY(open_to_append(file_));
  LogEnd end = VEDETTE_TRY(end_of(file, file_));
  std::string text;
  if (!end.rest.empty()) text = "\n";
  if (!end.rest.empty() && !end.rest_is_good)
    chain_on(end.chain, text,
             {.actor = "vedette", .action = std::string(kTornAction),
              .detail = torn_detail(end.rest)},
             clock_());
  const bool first = end.chain.seq == 0;
  AuditEntry entry = chain_on(end.chain, text, std::move(event), clock_());
  VEDETTE_TRY(write_line(file, text, file_));
  if (first) VEDETTE_TRY(sync_directory(file_.parent_path()));
  return entry;
}

Result<std::vector<AuditEntry>> AuditLog::list(std::optional<std::int64_t> before_seq,
                                               std::size_t limit) const {
  std::vector<AuditEntry> entries;
  const std::optional<OpenFile> file = VEDETTE_TRY(open_to_read(file_));
  if (!file) return entries;
  const std::int64_t size = VEDETTE_TRY(size_of(*file, file_));
  BackwardLines lines(*file, size, file_);
  VEDETTE_TRY(lines.rest());
  while (entries.size() < limit) {
    const std::optional<std::string> text = VEDETTE_TRY(lines.next());
    if (!text) break;
    std::optional<AuditLine> line = parse_audit_line(*text);
    if (line && (!before_seq || line->entry.seq < *before_seq))
      entries.push_back(std::move(line->entry));
  }
  return entries;
}

Result<AuditReport> AuditLog::verify() const {
  const std::optional<OpenFile> file = VEDETTE_TRY(open_to_read(file_));
  if (!file) return AuditReport{.last_hash = ChainEnd{}.hash};
  // What is being added now is not looked at.
  VEDETTE_TRY(lock_file(*file, file_));
  const std::int64_t size = VEDETTE_TRY(size_of(*file, file_));
  VEDETTE_TRY(unlock_file(*file, file_));
  ForwardLines lines(*file, size, file_);
  return verify_lines(lines);
}

}  // namespace vedette
