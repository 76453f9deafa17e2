// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kept_reports.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/version.hpp"
#include "validate/validate.hpp"

namespace vedette {
namespace {

constexpr std::size_t kLargestReport = std::size_t{64} << 20;

}  // namespace

std::string state_of(const DatasetInfo& info) {
  return sha256_hex(fmt::format("{} {} {} {}", info.content_sha256, info.schema_fingerprint,
                                info.quarantined, program_version()));
}

std::filesystem::path KeptReports::path(std::string_view dataset, std::string_view ending) const {
  return directory_ / fmt::format("{}.{}", dataset, ending);
}

Result<> KeptReports::keep(std::string_view dataset, std::string_view kind,
                           const KeptReport& report) const {
  VEDETTE_TRY(make_private_directory(directory_));
  const Json json = {{"state", report.state}, {"made_at", report.made_at}, {"body", report.body}};
  return write_file_atomically(path(dataset, fmt::format("{}.json", kind)), dump_json(json));
}

std::optional<KeptReport> KeptReports::find(std::string_view dataset, std::string_view kind) const {
  const Result<std::string> text =
      read_file(path(dataset, fmt::format("{}.json", kind)), kLargestReport);
  if (!text) return std::nullopt;
  Result<Json> json = parse_json(*text);
  if (!json || !json->contains("body")) return std::nullopt;
  const Result<std::string> state = json_text(*json, "state");
  const Result<std::int64_t> made_at = json_integer(*json, "made_at");
  if (!state || !made_at) return std::nullopt;
  return KeptReport{*state, *made_at, std::move((*json)["body"])};
}

Result<> KeptReports::keep_page(std::string_view dataset, std::string_view html) const {
  VEDETTE_TRY(make_private_directory(directory_));
  return write_file_atomically(path(dataset, "html"), html);
}

Result<std::string> KeptReports::page(std::string_view dataset) const {
  return read_file(path(dataset, "html"), kLargestReport);
}

void KeptReports::forget(std::string_view dataset) const {
  for (const char* ending : {"validation.json", "profile.json", "drift.json", "html"}) {
    std::error_code ignored;  // what is not there need not go
    std::filesystem::remove(path(dataset, ending), ignored);
  }
}

Result<KeptReport> keep_validation(const KeptReports& reports, const DatasetInfo& info,
                                   const ValidationReport& report, TimeNs now,
                                   std::optional<SampledRows> sample) {
  KeptReport kept{state_of(info), now, to_json(report)};
  kept.body["sample"] = sample ? Json{{"rows", sample->rows}, {"of", sample->of}} : Json(nullptr);
  VEDETTE_TRY(reports.keep_page(info.name, to_html(report)));
  VEDETTE_TRY(reports.keep(info.name, kValidationReport, kept));
  return kept;
}

}  // namespace vedette
