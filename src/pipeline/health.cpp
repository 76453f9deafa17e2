// SPDX-License-Identifier: Apache-2.0
#include "pipeline/health.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/size_text.hpp"
#include "pipeline/train_job.hpp"

namespace vedette {
namespace {

/// Retention and ingest stop before a disk is full; below this somebody should look.
constexpr std::uintmax_t kLowDisk = std::uintmax_t{1} << 30;

}  // namespace

HealthCheck health_check(std::string name, const Result<std::string>& outcome) {
  if (outcome) return {std::move(name), true, *outcome};
  return {std::move(name), false, to_string(outcome.error())};
}

Result<std::string> home_is_writable(const Home& home) {
  const auto probe = home.root / "doctor-probe";
  VEDETTE_TRY(write_file_atomically(probe, "probe"));
  std::filesystem::remove(probe);
  return home.root.string();
}

Result<std::string> disk_has_room(const std::filesystem::path& directory) {
  std::error_code error;
  const auto space = std::filesystem::space(directory, error);
  if (error) return fail(ErrorCode::io, error.message());
  if (space.available < kLowDisk)
    return fail(ErrorCode::io, fmt::format("only {} left", format_bytes(space.available)));
  return format_bytes(space.available) + " free";
}

Result<std::string> store_is_sound(Store& store) {
  const StoreInfo info = VEDETTE_TRY(store.info());
  const std::vector<std::string> faults = VEDETTE_TRY(store.verify());
  if (!faults.empty()) return fail(ErrorCode::malformed, faults.front());
  return fmt::format("{} ({})", info.location, info.server);
}

Result<std::string> datasets_are_complete(Datasets& datasets) {
  const std::vector<DatasetInfo> all = VEDETTE_TRY(datasets.list());
  for (const DatasetInfo& info : all)
    for (const SourceInfo& source : info.sources)
      if (!source.complete)
        return fail(ErrorCode::conflict,
                    fmt::format("'{}' was cut short in data set {}", source.name, info.name),
                    "ingest it again to complete it");
  return fmt::format("{} data sets", all.size());
}

Result<std::string> models_are_intact(Registry& registry) {
  const std::vector<ModelVersion> all = VEDETTE_TRY(registry.list());
  for (const ModelVersion& version : all) {
    const ModelRef ref{version.name, std::to_string(version.version)};
    const IntegrityReport report = VEDETTE_TRY(registry.verify(ref));
    if (!report.faults.empty())
      return fail(ErrorCode::malformed,
                  fmt::format("{}: {}", to_string(ref), report.faults.front()));
  }
  return fmt::format("{} model versions, every byte as published", all.size());
}

Result<std::string> libraries_in_use() {
  std::string text;
  const Json versions = library_versions();
  for (const auto& [name, version] : versions.items())
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, version.get<std::string>());
  return text;
}

}  // namespace vedette
