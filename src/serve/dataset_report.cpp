// SPDX-License-Identifier: Apache-2.0
#include "serve/dataset_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <nlohmann/json.hpp>

#include "serve/answers.hpp"
#include "serve/world.hpp"
#include "validate/profile_stream.hpp"
#include "validate/validate.hpp"

namespace vedette {
namespace {

constexpr std::string_view kProfile = "profile";

// The page brings its style and pictures along; it may not do anything else, whatever is in it.
constexpr const char* kPagePolicy =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'";

std::int64_t most_rows(const Schema& schema) {
  const auto columns = std::max<std::int64_t>(1, static_cast<std::int64_t>(schema.columns.size()));
  return std::max<std::int64_t>(1, kMostValidatedCells / columns);
}

/// Quarantined rows in proportion to the rows that are looked at.
std::int64_t quarantined_beside(const DatasetInfo& info, std::size_t rows) {
  if (info.rows == 0) return info.quarantined;
  const double share = static_cast<double>(rows) / static_cast<double>(info.rows);
  return std::llround(static_cast<double>(info.quarantined) * share);
}

struct Validation {
  ValidationReport report;
  std::optional<SampledRows> sample;  ///< none where all rows were looked at
};

Result<Validation> validation_of(const Call& call, const DatasetInfo& info) {
  Datasets& datasets = call.world.datasets;
  Schema schema = VEDETTE_TRY(datasets.schema(info.name));
  DatasetSample rows = VEDETTE_TRY(datasets.sample(info.name, most_rows(schema)));
  const std::size_t count = rows.table.rows();
  const SampledRows sample{static_cast<std::int64_t>(count), rows.rows_in_all};
  ValidateOptions options;
  options.work.threads = call.world.threads;
  options.row_numbers = std::move(rows.row_numbers);
  const ValidatedTable validated = VEDETTE_TRY(
      validate(std::move(rows.table), std::move(schema), options, quarantined_beside(info, count)));
  if (sample.rows == sample.of) return Validation{validated.report(), {}};
  return Validation{validated.report(), sample};
}

Json with_age(const KeptReport& kept, const DatasetInfo& info) {
  Json json = kept.body;
  json["validated_at"] = format_time(kept.made_at);
  json["stale"] = kept.state != state_of(info);
  return json;
}

/// `kept`, or found out now and kept.
Result<Json> profile_of(const Call& call, const DatasetInfo& info) {
  const KeptReports reports = kept_reports(call);
  std::optional<KeptReport> kept = reports.find(info.name, kProfile);
  if (kept && kept->state == state_of(info)) return std::move(kept->body);
  const Schema schema = VEDETTE_TRY(call.world.datasets.schema(info.name));
  ProfileStream profile(schema);
  const auto add = [&](const Table& segment) -> Result<> {
    profile.add(segment);
    return {};
  };
  VEDETTE_TRY(call.world.datasets.scan(info.name, add));
  Json json = profile.to_json();
  VEDETTE_TRY(reports.keep(info.name, kProfile, {state_of(info), call.world.clock(), json}));
  return json;
}

tl::unexpected<Error> never_validated(const std::string& name) {
  return fail(ErrorCode::not_found, fmt::format("'{}' has not been validated yet", name),
              fmt::format("POST /api/v1/datasets/{}/validate does it", name));
}

}  // namespace

KeptReports kept_reports(const Call& call) {
  return KeptReports(call.world.home.reports());
}

Result<Response> validate_dataset(const Call& call) {
  // Its memory is the server's: two at once would take twice as much.
  static std::mutex one_at_a_time;
  const std::unique_lock turn(one_at_a_time, std::try_to_lock);
  if (!turn)
    return fail(ErrorCode::unavailable, "another data set is being validated", "try again soon");
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  const Validation validation = VEDETTE_TRY(validation_of(call, info));
  const KeptReport kept = VEDETTE_TRY(keep_validation(kept_reports(call), info, validation.report,
                                                      call.world.clock(), validation.sample));
  return json_answer(with_age(kept, info));
}

Result<Response> last_validation(const Call& call) {
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  const std::optional<KeptReport> kept = kept_reports(call).find(info.name, kValidationReport);
  if (!kept) return never_validated(info.name);
  return json_answer(with_age(*kept, info));
}

Result<Response> validation_page(const Call& call) {
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  Result<std::string> page = kept_reports(call).page(info.name);
  if (!page && page.error().code == ErrorCode::not_found) return never_validated(info.name);
  if (!page) return tl::unexpected(std::move(page).error());
  Response response = text_answer(std::move(*page), "text/html; charset=utf-8");
  response.fields.emplace_back("Content-Security-Policy", kPagePolicy);
  return response;
}

Result<Response> dataset_profile(const Call& call) {
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(call.segment("name")));
  const Json profile = VEDETTE_TRY(profile_of(call, info));
  return json_answer(profile);
}

}  // namespace vedette
