// SPDX-License-Identifier: Apache-2.0
/// What was found out about a data set, kept in the home until it is found out anew, together with
/// the state of the data set that it is about.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "store/datasets.hpp"
#include "validate/report.hpp"

namespace vedette {

/// Changes with the rows, the quarantine and the schema of a data set, and with the program.
[[nodiscard]] std::string state_of(const DatasetInfo& info);

struct KeptReport {
  std::string state;  ///< of the data set, as state_of() tells it
  TimeNs made_at = 0;
  Json body;
};

/// Files `<directory>/<dataset>.<kind>.json`, and `.html` beside it for pages. Several processes
/// may share them: each file is whole at any time.
class KeptReports {
 public:
  explicit KeptReports(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// Errors: `io`.
  [[nodiscard]] Result<> keep(std::string_view dataset, std::string_view kind,
                              const KeptReport& report) const;
  /// nullopt where there is none, or none that can be read.
  [[nodiscard]] std::optional<KeptReport> find(std::string_view dataset,
                                               std::string_view kind) const;
  [[nodiscard]] Result<> keep_page(std::string_view dataset, std::string_view html) const;
  /// Errors: `not_found`, `io`.
  [[nodiscard]] Result<std::string> page(std::string_view dataset) const;
  /// Everything about a data set that is gone.
  void forget(std::string_view dataset) const;

 private:
  [[nodiscard]] std::filesystem::path path(std::string_view dataset, std::string_view ending) const;
  std::filesystem::path directory_;
};

/// The kind of report that validations keep: what `to_json(ValidationReport)` makes, and `sample`.
inline constexpr std::string_view kValidationReport = "validation";

/// Which rows of a data set were looked at, where it is too large for all.
struct SampledRows {
  std::int64_t rows = 0;
  std::int64_t of = 0;
};

/// Keeps the report on a data set and its page, for whoever asks later. Errors: `io`.
[[nodiscard]] Result<KeptReport> keep_validation(const KeptReports& reports,
                                                 const DatasetInfo& info,
                                                 const ValidationReport& report, TimeNs now,
                                                 std::optional<SampledRows> sample = {});

}  // namespace vedette
