// SPDX-License-Identifier: Apache-2.0
#include "registry/summary.hpp"

#include <nlohmann/json.hpp>
#include <system_error>

#include "registry/bundle_format.hpp"
#include "registry/durable.hpp"

namespace vedette {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetrics[] = {"rows",
                                    "accuracy",
                                    "macro_f1",
                                    "roc_auc",
                                    "pr_auc",
                                    "recall",
                                    "fpr_realised",
                                    "false_alarms_per_million"};

Result<Json> read_json(const fs::path& directory, std::string_view name) {
  const std::string text = VEDETTE_TRY(read_plain_file(directory / name, largest_part(name)));
  return parse_json(text);
}

/// A member that may be absent: null then.
Json member(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

Json summary_of(const Json& head, const Json& evaluation) {
  Json metrics = Json::object();
  for (const char* key : kMetrics) metrics[key] = member(evaluation, key);
  const Json training = member(head, "training");
  const Json labels = member(head, "labels");
  return {{"task", member(labels, "task")},
          {"classes", member(labels, "classes")},
          {"threshold", member(member(head, "threshold"), "value")},
          {"split", member(member(head, "split"), "method")},
          {"dataset", member(training, "dataset")},
          {"data_sha256", member(training, "data_sha256")},
          {"rows", member(training, "rows")},
          {"metrics", std::move(metrics)}};
}

std::uint64_t size_of(const fs::path& directory) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    std::error_code none;
    if (it->is_regular_file(none) && !it->is_symlink(none)) bytes += it->file_size(none);
  }
  return bytes;
}

Result<ModelVersion> read_summary(const fs::path& directory) {
  ModelVersion version;
  const Json head = VEDETTE_TRY(read_json(directory, BundlePart::head));
  const std::int64_t format = VEDETTE_TRY(json_integer(head, "format_version"));
  VEDETTE_TRY(check_bundle_format(format));
  version.created_at = VEDETTE_TRY(json_integer(head, "created_at_ns"));
  version.learner = VEDETTE_TRY(json_text(head, "learner"));
  const Json evaluation = VEDETTE_TRY(read_json(directory, BundlePart::evaluation));
  version.summary = summary_of(head, evaluation);
  return version;
}

}  // namespace

ModelVersion summarise(const fs::path& directory) {
  Result<ModelVersion> read = read_summary(directory);
  ModelVersion version;
  if (read)
    version = std::move(*read);
  else
    version.summary = {{"damage", read.error().message}};
  version.bytes = size_of(directory);
  return version;
}

}  // namespace vedette
