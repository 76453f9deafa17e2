// SPDX-License-Identifier: Apache-2.0
/// Drift: rows of now against those that a model learned from, or one data set against another.
/// Data sets are looked at through samples of `kSampledRows` rows, so memory does not depend on
/// their size, and the time is that of reading them once.
#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/hash.hpp"
#include "serve/answers.hpp"
#include "serve/dataset_report.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"
#include "validate/drift_json.hpp"

namespace vedette {
namespace {

constexpr std::int64_t kSampledRows = 50'000;
constexpr std::string_view kDriftReport = "drift";

/// Rows of one side, and what is to be said about them.
struct Side {
  Table rows;
  std::string name;
  std::vector<std::string> notes{};
};

Result<Side> side_of(const Call& call, std::string_view dataset) {
  DatasetSample sample = VEDETTE_TRY(call.world.datasets.sample(dataset, kSampledRows));
  Side side{.rows = std::move(sample.table), .name = std::string(dataset)};
  if (static_cast<std::int64_t>(side.rows.rows()) < sample.rows_in_all)
    side.notes.push_back(fmt::format("{} rows of '{}' were drawn at random from {}",
                                     side.rows.rows(), dataset, sample.rows_in_all));
  return side;
}

Json with_notes(Json drift, const std::vector<std::string>& notes) {
  for (const std::string& note : notes) drift["notes"].push_back(note);
  return drift;
}

/// What was found for the same two sides before, or found out now and kept: the last comparison of
/// each data set.
Result<Json> kept_drift(const Call& call, std::string_view dataset, const std::string& against,
                        const std::function<Result<Json>()>& find_out) {
  const DatasetInfo info = VEDETTE_TRY(call.world.datasets.show(dataset));
  const std::string state = sha256_hex(against + " " + state_of(info));
  const KeptReports reports = kept_reports(call);
  std::optional<KeptReport> kept = reports.find(dataset, kDriftReport);
  if (kept && kept->state == state) return std::move(kept->body);
  Json drift = VEDETTE_TRY(find_out());
  VEDETTE_TRY(reports.keep(dataset, kDriftReport, {state, call.world.clock(), drift}));
  return drift;
}

Result<Json> compare_datasets(const Call& call, std::string_view left, std::string_view right) {
  const Side before = VEDETTE_TRY(side_of(call, left));
  const Side now = VEDETTE_TRY(side_of(call, right));
  const Schema schema = VEDETTE_TRY(call.world.datasets.schema(left));
  const DriftReport report = compare(before.rows, now.rows, schema);
  Json drift = with_notes(to_json(report, {before.name, now.name}), before.notes);
  return with_notes(std::move(drift), now.notes);
}

Result<Response> between_datasets(const Call& call, std::string_view left,
                                  std::string_view right) {
  const DatasetInfo before = VEDETTE_TRY(call.world.datasets.show(left));
  const Json drift =
      VEDETTE_TRY(kept_drift(call, right, fmt::format("data set {} {}", left, state_of(before)),
                             [&] { return compare_datasets(call, left, right); }));
  return json_answer(drift);
}

/// What was predicted lately; a side without rows where nothing was.
Side recent_rows_of(const LiveModel& model) {
  Side side{.rows = {}, .name = "recent predictions"};
  std::optional<Table> rows = model.recent().sample();
  if (rows)
    side.rows = std::move(*rows);
  else
    side.notes.emplace_back("nothing was predicted since the server began to use this version");
  return side;
}

Json against(const ReferenceSketch& reference, const std::string& model, const Side& now) {
  DriftReport report;
  report.reference_rows = reference.rows;
  if (!now.rows.columns.empty()) report = compare(reference, now.rows);
  return with_notes(to_json(report, {model, now.name}), now.notes);
}

Result<Response> from_model(const Call& call, std::string_view dataset) {
  const LiveModelPtr model =
      VEDETTE_TRY(call.world.models.find(call.request.head.query_value("model")));
  const Result<ReferenceSketch> reference = sketch_from_json(model->bundle().reference);
  if (!reference)
    return fail(ErrorCode::not_found,
                fmt::format("{} keeps no reference of what it learned from", model->name()));
  if (dataset.empty())
    return json_answer(against(*reference, model->name(), recent_rows_of(*model)));
  const auto find_out = [&]() -> Result<Json> {
    const Side now = VEDETTE_TRY(side_of(call, dataset));
    return against(*reference, model->name(), now);
  };
  const Json drift = VEDETTE_TRY(kept_drift(
      call, dataset, fmt::format("model {} {}", model->name(), model->bundle().created_at),
      find_out));
  return json_answer(drift);
}

Result<Response> drift(const Call& call) {
  const RequestHead& head = call.request.head;
  const std::string_view left = head.query_value("left");
  const std::string_view right = head.query_value("right");
  const bool has_model = head.has_query("model");
  if (has_model && left.empty() && right.empty())
    return from_model(call, head.query_value("dataset"));
  if (!has_model && !left.empty() && !right.empty()) return between_datasets(call, left, right);
  return fail(ErrorCode::invalid_argument,
              "what is to be compared is not clear",
              "give `model`, `model` and `dataset`, or `left` and `right`");
}

}  // namespace

std::vector<Route> drift_routes() {
  return {{.path = "/api/v1/drift",
           .id = "drift",
           .tag = "Drift",
           .summary = "How far rows have moved from others",
           .description =
               "With `model`: the rows predicted lately, or those of `dataset`, against what the "
               "model learned from. With `left` and `right`: two data sets. Columns are in the "
               "order of their population stability index; below 0.1 is green, below 0.25 amber.",
           .scope = Scope::read,
           .parameters = {{.name = "model",
                           .help = "NAME, NAME@VERSION or NAME@ALIAS",
                           .example = "lan"},
                          {.name = "dataset", .help = "Current rows", .example = "lan"},
                          {.name = "left", .help = "Data set to compare with"},
                          {.name = "right", .help = "Data set to judge"}},
           .answers = {{200, "", {{"application/json", "Drift"}}}},
           .where = RequestPlan::Where::worker,
           .handle = drift}};
}

}  // namespace vedette
