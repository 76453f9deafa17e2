// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <system_error>

#include "base/file.hpp"
#include "registry/bundle_archive.hpp"
#include "registry/bundle_directory.hpp"
#include "registry/bundle_format.hpp"
#include "registry/diff.hpp"
#include "registry/shelf.hpp"
#include "registry/summary.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

/// To be called under the lock.
Result<> check_revision(const Aliases& now, std::string_view name, std::string_view revision) {
  if (revision.empty() || revision == revision_of(now)) return {};
  return fail(ErrorCode::conflict,
              fmt::format("the aliases of '{}' have changed since they were looked at", name),
              "look again, and decide anew");
}

/// 0 when the selector is not a number.
std::int64_t as_number(std::string_view selector) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(selector.data(), selector.data() + selector.size(), number);
  return error == std::errc() && end == selector.data() + selector.size() ? number : 0;
}

Result<std::vector<std::string>> model_names(const fs::path& root) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    std::error_code gone;
    if (check_model_name(name) && fs::is_directory(it->symlink_status(gone)))
      names.push_back(std::move(name));
  }
  if (error)
    return fail(ErrorCode::io,
                fmt::format("cannot list '{}': {}", root.string(), error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

std::string alias_list(const Aliases& aliases) {
  std::vector<std::string> items;
  for (const auto& [alias, version] : aliases.versions)
    items.push_back(fmt::format("{} ({})", alias, version));
  return fmt::to_string(fmt::join(items, ", "));
}

/// The version that a selector means among those that are there.
Result<std::int64_t> resolve(const Shelf& shelf, const ModelRef& ref, const Aliases& aliases) {
  const std::vector<std::int64_t> versions = VEDETTE_TRY(shelf.versions());
  if (versions.empty())
    return fail(ErrorCode::not_found, fmt::format("there is no model '{}'", ref.name),
                "`vedette models list` shows what there is");
  const std::int64_t number = as_number(ref.selector);
  const std::int64_t version = number > 0 ? number : aliases.find(ref.selector);
  if (std::binary_search(versions.begin(), versions.end(), version)) return version;
  const std::string what = number == 0 && version > 0
                               ? fmt::format("the {} of '{}', version {}, is not there",
                                             ref.selector, ref.name, version)
                               : fmt::format("there is no '{}'", to_string(ref));
  return fail(ErrorCode::not_found, what,
              fmt::format("there are the versions {} and the aliases {}",
                          fmt::join(versions, ", "), alias_list(aliases)));
}

Result<std::int64_t> resolve(const Shelf& shelf, const ModelRef& ref) {
  const Aliases aliases = VEDETTE_TRY(shelf.aliases());
  return resolve(shelf, ref, aliases);
}

ModelVersion describe(const Shelf& shelf, std::string_view name, std::int64_t number,
                      const Aliases& aliases) {
  ModelVersion version = summarise(shelf.directory(number));
  version.name = name;
  version.version = number;
  version.aliases = aliases.of(number);
  version.revision = revision_of(aliases);
  return version;
}

Result<DirectoryContent> read_version(const Shelf& shelf, const ModelRef& ref,
                                      std::int64_t version) {
  Result<DirectoryContent> content = read_bundle_directory(shelf.directory(version));
  if (!content) return tl::unexpected(std::move(content).error().during(
      fmt::format("reading model {}@{}", ref.name, version)));
  return content;
}

Error damage(const DirectoryContent& content, const fs::path& directory) {
  Error error = content.faults.front();
  error.message = fmt::format("the bundle in '{}' is damaged: {}", directory.string(),
                              content.faults.front().message);
  if (content.faults.front().code != ErrorCode::unsupported)
    error.hint = "restore the directory from a backup, or roll back to another version";
  return error;
}

}  // namespace

Result<ModelRef> ModelRef::parse(std::string_view text) {
  const std::size_t at = text.find('@');
  ModelRef ref{std::string(text.substr(0, at))};
  VEDETTE_TRY(check_model_name(ref.name));
  if (at == std::string_view::npos) return ref;
  ref.selector = text.substr(at + 1);
  if (ref.selector.empty() || ref.selector.find('@') != std::string::npos)
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' names no version of a model", text),
                "write NAME, NAME@3 or NAME@champion");
  return ref;
}

std::string to_string(const ModelRef& ref) { return ref.name + "@" + ref.selector; }

Registry::Registry(fs::path root, Clock clock) : root_(std::move(root)), clock_(std::move(clock)) {}

Result<Registry> Registry::open(const fs::path& root, Clock clock) {
  VEDETTE_TRY(make_private_directory(root));
  const std::vector<std::string> names = VEDETTE_TRY(model_names(root));
  for (const std::string& name : names) VEDETTE_TRY(Shelf(root, name).sweep());
  return Registry(root, std::move(clock));
}

fs::path Registry::directory(std::string_view name, std::int64_t version) const {
  return Shelf(root_, std::string(name)).directory(version);
}

Result<std::int64_t> Registry::publish(Bundle& bundle) {
  VEDETTE_TRY(check_model_name(bundle.name));
  VEDETTE_TRY(Shelf(root_, bundle.name).publish(bundle, clock_()));
  return bundle.version;
}

Result<std::vector<ModelVersion>> Registry::list() const {
  std::vector<ModelVersion> all;
  const std::vector<std::string> names = VEDETTE_TRY(model_names(root_));
  for (const std::string& name : names) {
    std::vector<ModelVersion> versions = VEDETTE_TRY(list(name));
    std::move(versions.begin(), versions.end(), std::back_inserter(all));
  }
  return all;
}

Result<std::vector<ModelVersion>> Registry::list(std::string_view name) const {
  VEDETTE_TRY(check_model_name(name));
  const Shelf shelf(root_, std::string(name));
  const Aliases aliases = VEDETTE_TRY(shelf.aliases());
  const std::vector<std::int64_t> numbers = VEDETTE_TRY(shelf.versions());
  std::vector<ModelVersion> versions;
  for (const std::int64_t number : numbers)
    versions.push_back(describe(shelf, name, number, aliases));
  return versions;
}

Result<ModelVersion> Registry::show(const ModelRef& ref) const {
  VEDETTE_TRY(check_model_name(ref.name));
  const Shelf shelf(root_, ref.name);
  const Aliases aliases = VEDETTE_TRY(shelf.aliases());
  const std::int64_t number = VEDETTE_TRY(resolve(shelf, ref, aliases));
  return describe(shelf, ref.name, number, aliases);
}

Result<std::string> Registry::export_bundle(const ModelRef& ref) const {
  const ModelVersion version = VEDETTE_TRY(show(ref));
  const Shelf shelf(root_, ref.name);
  const DirectoryContent content = VEDETTE_TRY(read_version(shelf, ref, version.version));
  if (!content.faults.empty())
    return tl::unexpected(damage(content, shelf.directory(version.version)));
  return pack_bundle(content.files, fmt::format("{}-{}", version.name, version.version),
                     version.created_at);
}

Result<ModelVersion> Registry::import_bundle(std::string_view tar, std::string_view name) {
  const BundleFiles files = VEDETTE_TRY(unpack_bundle(tar));
  Bundle bundle = VEDETTE_TRY(bundle_from_files(files));
  if (!bundle.training.is_object()) bundle.training = {{"training", bundle.training}};
  bundle.training["imported_from"] = {{"name", bundle.name},
                                      {"version", bundle.version},
                                      {"created_at", format_time(bundle.created_at)}};
  if (!name.empty()) bundle.name = name;
  const std::int64_t version = VEDETTE_TRY(publish(bundle));
  return show({bundle.name, std::to_string(version)});
}

Result<std::shared_ptr<const Bundle>> Registry::load(const ModelRef& ref) const {
  VEDETTE_TRY(check_model_name(ref.name));
  const Shelf shelf(root_, ref.name);
  const std::int64_t number = VEDETTE_TRY(resolve(shelf, ref));
  const DirectoryContent content = VEDETTE_TRY(read_version(shelf, ref, number));
  const fs::path directory = shelf.directory(number);
  if (!content.faults.empty()) return tl::unexpected(damage(content, directory));
  Result<Bundle> bundle = bundle_from_files(content.files);
  if (!bundle)
    return tl::unexpected(
        std::move(bundle).error().during(fmt::format("loading '{}'", directory.string())));
  if (bundle->name != ref.name || bundle->version != number)
    return fail(ErrorCode::malformed, fmt::format("the bundle in '{}' is {}@{}", directory.string(),
                                                  bundle->name, bundle->version));
  return std::make_shared<const Bundle>(std::move(*bundle));
}

Result<IntegrityReport> Registry::verify(const ModelRef& ref) const {
  VEDETTE_TRY(check_model_name(ref.name));
  const Shelf shelf(root_, ref.name);
  IntegrityReport report{ref.name, 0, {}};
  report.version = VEDETTE_TRY(resolve(shelf, ref));
  const DirectoryContent content = VEDETTE_TRY(read_version(shelf, ref, report.version));
  for (const Error& fault : content.faults) report.faults.push_back(fault.message);
  for (const std::string& name : content.strangers)
    report.faults.push_back(fmt::format("'{}' is no part of the bundle", name));
  return report;
}

Result<ModelVersion> Registry::promote(const ModelRef& ref, std::string_view revision) {
  return change_aliases(ref, revision, [&](const Shelf& shelf, Aliases& aliases) {
    return resolve(shelf, ref, aliases).map([&](std::int64_t version) {
      aliases.promote(version);
      return version;
    });
  });
}

Result<ModelVersion> Registry::rollback(std::string_view name, std::string_view revision) {
  const ModelRef champion{std::string(name), "champion"};
  return change_aliases(champion, revision, [&](const Shelf& shelf, Aliases& aliases) {
    return aliases.rollback().and_then([&] { return resolve(shelf, champion, aliases); });
  });
}

Result<ModelVersion> Registry::set_alias(std::string_view alias, const ModelRef& ref,
                                         std::string_view revision) {
  VEDETTE_TRY(check_alias(alias));
  return change_aliases(ref, revision, [&](const Shelf& shelf, Aliases& aliases) {
    return resolve(shelf, ref, aliases).map([&](std::int64_t version) {
      aliases.versions[std::string(alias)] = version;
      return version;
    });
  });
}

/// `change` is made under the lock, and says which version it is about. What it left is what the
/// answer shows, whatever others do right after it.
Result<ModelVersion> Registry::change_aliases(
    const ModelRef& ref, std::string_view revision,
    const std::function<Result<std::int64_t>(const Shelf&, Aliases&)>& change) {
  VEDETTE_TRY(check_model_name(ref.name));
  Shelf shelf(root_, ref.name);
  VEDETTE_TRY(resolve(shelf, ref));
  Aliases after;
  std::int64_t version = 0;
  const auto locked = [&](Aliases& aliases) -> Result<> {
    VEDETTE_TRY(check_revision(aliases, ref.name, revision));
    version = VEDETTE_TRY(change(shelf, aliases));
    after = aliases;
    return {};
  };
  VEDETTE_TRY(shelf.change_aliases(locked));
  return describe(shelf, ref.name, version, after);
}

Result<Json> Registry::diff(const ModelRef& left, const ModelRef& right) const {
  const std::shared_ptr<const Bundle> a = VEDETTE_TRY(load(left));
  const std::shared_ptr<const Bundle> b = VEDETTE_TRY(load(right));
  return difference(*a, *b);
}

Result<> Registry::remove(const ModelRef& ref) {
  VEDETTE_TRY(check_model_name(ref.name));
  Shelf shelf(root_, ref.name);
  const std::int64_t version = VEDETTE_TRY(resolve(shelf, ref));
  return shelf.remove(version);
}

}  // namespace vedette
