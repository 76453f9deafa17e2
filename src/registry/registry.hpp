// SPDX-License-Identifier: Apache-2.0
/// Versions of models in a directory tree, with aliases: `<root>/<name>/<version>/` holds one
/// immutable bundle, `<root>/<name>/aliases.json` says which one is champion, challenger, previous.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "registry/bundle.hpp"

namespace vedette {

struct Aliases;
class Shelf;

/// `name@3`, `name@champion`, `name` (the champion). Errors: `invalid_argument`.
struct ModelRef {
  std::string name;
  std::string selector = "champion";  ///< a version number or an alias
  [[nodiscard]] static Result<ModelRef> parse(std::string_view text);
};
[[nodiscard]] std::string to_string(const ModelRef& ref);

struct ModelVersion {
  std::string name;
  std::int64_t version = 0;
  std::vector<std::string> aliases;
  std::string revision{};  ///< of all aliases of the name: another one whenever one changes
  TimeNs created_at = 0;
  std::string learner;
  std::uint64_t bytes = 0;
  Json summary;  ///< rows, task, main metrics, threshold, split method, data hash
};

struct IntegrityReport {
  std::string name;
  std::int64_t version = 0;
  std::vector<std::string> faults;  ///< one sentence each; empty: every byte is as published
};

/// Several processes may use one registry at once: versions are claimed by an exclusive rename,
/// aliases change under a lock file. Everything survives a crash at any point.
class Registry {
 public:
  /// Creates the directory when it is not there; removes leftovers of interrupted publications.
  [[nodiscard]] static Result<Registry> open(const std::filesystem::path& root, Clock clock);

  /// Writes beside and renames into place. The first version of a name becomes champion; later
  /// ones become challenger. Returns the version number.
  [[nodiscard]] Result<std::int64_t> publish(Bundle& bundle);
  [[nodiscard]] Result<std::vector<ModelVersion>> list() const;
  [[nodiscard]] Result<std::vector<ModelVersion>> list(std::string_view name) const;
  /// Errors: `not_found` naming what there is.
  [[nodiscard]] Result<ModelVersion> show(const ModelRef& ref) const;
  /// Reads and verifies all hashes before anything is parsed.
  [[nodiscard]] Result<std::shared_ptr<const Bundle>> load(const ModelRef& ref) const;
  /// The version as a tar file (`pack_bundle`), byte by byte as published. Errors: `malformed`
  /// when it is damaged.
  [[nodiscard]] Result<std::string> export_bundle(const ModelRef& ref) const;
  /// Publishes what `export_bundle` made, here or elsewhere, as the next version of its name, or
  /// of `name` when that is given. Where it came from is added to its account of the training.
  /// Everything is checked before anything is kept. Errors: those of `unpack_bundle`,
  /// `bundle_from_files` and `publish`.
  [[nodiscard]] Result<ModelVersion> import_bundle(std::string_view tar,
                                                   std::string_view name = {});
  [[nodiscard]] Result<IntegrityReport> verify(const ModelRef& ref) const;

  // Changes of aliases, which answer what they left. With a `revision` they are made only where it
  // still holds (`conflict`), which is looked at under the same lock.

  /// Makes a version the champion; the old one becomes `previous`. The challenger alias goes when
  /// it pointed there.
  [[nodiscard]] Result<ModelVersion> promote(const ModelRef& ref, std::string_view revision = {});
  /// Champion and previous change places. Errors: `not_found` when there is no previous.
  [[nodiscard]] Result<ModelVersion> rollback(std::string_view name,
                                              std::string_view revision = {});
  [[nodiscard]] Result<ModelVersion> set_alias(std::string_view alias, const ModelRef& ref,
                                               std::string_view revision = {});
  /// What differs between two versions: metrics side by side, options, schema, threshold, data.
  [[nodiscard]] Result<Json> diff(const ModelRef& left, const ModelRef& right) const;
  /// Deletes a version that no alias points to. Errors: `conflict`.
  [[nodiscard]] Result<> remove(const ModelRef& ref);
  [[nodiscard]] std::filesystem::path directory(std::string_view name, std::int64_t version) const;

 private:
  Registry(std::filesystem::path root, Clock clock);
  Result<ModelVersion> change_aliases(
      const ModelRef& ref, std::string_view revision,
      const std::function<Result<std::int64_t>(const Shelf&, Aliases&)>& change);
  std::filesystem::path root_;
  Clock clock_;
};

}  // namespace vedette
