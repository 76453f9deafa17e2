// SPDX-License-Identifier: Apache-2.0
#include "registry/shelf.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/file.hpp"
#include "registry/bundle_directory.hpp"
#include "registry/durable.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLockName = ".lock";
constexpr std::string_view kAliasesName = "aliases.json";
constexpr std::uint64_t kMostAliasesBytes = std::uint64_t{1} << 20;
constexpr int kMostAttempts = 8;

/// 0 when the name is not a version number in its only spelling.
std::int64_t version_number(const std::string& name) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool whole = error == std::errc() && end == name.data() + name.size();
  return whole && number > 0 && name == std::to_string(number) ? number : 0;
}

Result<std::vector<fs::directory_entry>> entries_of(const fs::path& directory) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  fs::directory_iterator it(directory, error);
  if (error == std::errc::no_such_file_or_directory) return entries;
  for (const fs::directory_iterator end; !error && it != end; it.increment(error))
    entries.push_back(*it);
  if (error)
    return fail(ErrorCode::io,
                fmt::format("cannot list '{}': {}", directory.string(), error.message()));
  return entries;
}

/// What a killed change leaves: bundles half written or half removed, aliases not yet in place.
bool is_leftover(std::string_view name) {
  return name.starts_with(".incoming-") || name.starts_with(".removed-") ||
         (name.starts_with(kAliasesName) && name.size() > kAliasesName.size());
}

}  // namespace

Shelf::Shelf(const fs::path& root, const std::string& name) : path_(root / name) {}

fs::path Shelf::directory(std::int64_t version) const { return path_ / std::to_string(version); }

Result<std::vector<std::int64_t>> Shelf::versions() const {
  std::vector<std::int64_t> numbers;
  const auto entries = VEDETTE_TRY(entries_of(path_));
  for (const fs::directory_entry& entry : entries) {
    const std::int64_t number = version_number(entry.path().filename().string());
    std::error_code gone;
    if (number > 0 && fs::is_directory(entry.symlink_status(gone))) numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Result<Aliases> Shelf::aliases() const {
  const Result<std::string> text = read_plain_file(path_ / kAliasesName, kMostAliasesBytes);
  if (text) {
    Result<Aliases> aliases = parse_aliases(*text);
    if (aliases) return aliases;
    aliases.error().where.file = (path_ / kAliasesName).string();
    aliases.error().hint = "remove the file, then promote the version you want";
    return aliases;
  }
  if (text.error().code != ErrorCode::not_found) return tl::unexpected(text.error());
  const std::vector<std::int64_t> numbers = VEDETTE_TRY(versions());
  Aliases aliases;
  if (numbers.empty()) return aliases;
  aliases.admit(numbers.front());
  aliases.last_version = numbers.back();
  return aliases;
}

Result<> Shelf::write_aliases(const Aliases& aliases) const {
  return write_file_atomically(path_ / kAliasesName, to_text(aliases));
}

Result<> Shelf::place(Bundle& bundle, std::int64_t number) {
  bundle.version = number;
  const BundleFiles files = to_files(bundle);
  const Result<Bundle> read_back = bundle_from_files(files);
  if (!read_back) return tl::unexpected(read_back.error());
  const fs::path beside = path_ / fmt::format(".incoming-{}", number);
  Result<> placed = write_bundle_directory(beside, files);
  if (placed) placed = claim_directory_name(beside, directory(number));
  // What the failure was is more useful than whether tidying up after it worked.
  if (!placed) static_cast<void>(remove_directory(beside));
  return placed;
}

Result<Aliases> Shelf::aliases_for_change() const {
  Aliases known = VEDETTE_TRY(aliases());
  const auto entries = VEDETTE_TRY(entries_of(path_));
  // Also what is not a version keeps its number to itself.
  for (const fs::directory_entry& entry : entries)
    known.last_version =
        std::max(known.last_version, version_number(entry.path().filename().string()));
  return known;
}

Result<> Shelf::publish(Bundle& bundle, TimeNs now) {
  VEDETTE_TRY(make_private_directory(path_));
  VEDETTE_TRY(sync_directory(path_.parent_path()));
  const FileLock lock = VEDETTE_TRY(FileLock::wait(path_ / kLockName));
  VEDETTE_TRY(sweep_locked());
  Aliases known = VEDETTE_TRY(aliases_for_change());
  bundle.created_at = now;
  Result<> placed = place(bundle, known.last_version + 1);
  // Only where a file system does not honour the lock can the number have been taken meanwhile.
  for (int again = 2; !placed && placed.error().code == ErrorCode::already_exists &&
                      again <= kMostAttempts; ++again)
    placed = place(bundle, known.last_version + again);
  if (!placed) {
    bundle.version = 0;
    return placed;
  }
  known.admit(bundle.version);
  return write_aliases(known);
}

Result<> Shelf::change_aliases(const std::function<Result<>(Aliases&)>& change) {
  const FileLock lock = VEDETTE_TRY(FileLock::wait(path_ / kLockName));
  const Aliases before = VEDETTE_TRY(aliases_for_change());
  Aliases after = before;
  VEDETTE_TRY(change(after));
  return after == before ? Result<>() : write_aliases(after);
}

Result<> Shelf::remove(std::int64_t version) {
  const FileLock lock = VEDETTE_TRY(FileLock::wait(path_ / kLockName));
  const Aliases known = VEDETTE_TRY(aliases_for_change());
  if (const std::vector<std::string> names = known.of(version); !names.empty())
    return fail(ErrorCode::conflict,
                fmt::format("version {} is the {}", version, fmt::join(names, " and the ")),
                "give the alias to another version first");
  // First the highest number is noted, or it could be given a second time.
  VEDETTE_TRY(write_aliases(known));
  const fs::path gone = path_ / fmt::format(".removed-{}", version);
  VEDETTE_TRY(remove_directory(gone));
  VEDETTE_TRY(claim_directory_name(directory(version), gone));
  return remove_directory(gone);
}

Result<> Shelf::sweep() {
  const auto entries = VEDETTE_TRY(entries_of(path_));
  if (std::none_of(entries.begin(), entries.end(), [](const fs::directory_entry& entry) {
        return is_leftover(entry.path().filename().string());
      }))
    return {};
  const std::optional<FileLock> lock = VEDETTE_TRY(FileLock::try_now(path_ / kLockName));
  return lock ? sweep_locked() : Result<>();
}

Result<> Shelf::sweep_locked() {
  const auto entries = VEDETTE_TRY(entries_of(path_));
  for (const fs::directory_entry& entry : entries)
    if (is_leftover(entry.path().filename().string()))
      VEDETTE_TRY(remove_directory(entry.path()));
  return {};
}

}  // namespace vedette
