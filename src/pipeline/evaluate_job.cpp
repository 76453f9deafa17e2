// SPDX-License-Identifier: Apache-2.0
#include "pipeline/evaluate_job.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "ingest/source.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

constexpr std::size_t kBatchRows = 8192;
constexpr std::size_t kMostExamples = 20;

/// All rows of the files under the bundle's own schema.
Result<Table> read_labelled(const Bundle& bundle, const EvaluateJob& job, const WorkContext& work,
                            EvaluateOutcome& outcome) {
  Table all;
  for (const std::string& file : job.files) {
    const std::unique_ptr<RecordReader> reader =
        VEDETTE_TRY(open_records(file, bundle.schema, {.format = job.format}));
    for (;;) {
      if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while reading");
      std::optional<Batch> batch = VEDETTE_TRY(reader->next(kBatchRows));
      if (!batch) break;
      outcome.rejected += static_cast<std::int64_t>(batch->rejected.size());
      for (RejectedRow& row : batch->rejected)
        if (outcome.examples.size() < kMostExamples) outcome.examples.push_back(std::move(row));
      if (all.columns.empty())
        all = std::move(batch->table);
      else
        all.append(batch->table);
      work.progress("evaluate", reader->bytes_read(), reader->bytes_total());
    }
  }
  return all;
}

}  // namespace

Result<EvaluateOutcome> evaluate_files(const Bundle& bundle, const EvaluateJob& job,
                                       const WorkContext& work) {
  EvaluateOutcome outcome;
  const Table rows = VEDETTE_TRY(read_labelled(bundle, job, work, outcome));
  if (rows.rows() == 0)
    return fail(ErrorCode::malformed, fmt::format("no row could be read from {}",
                                                  fmt::join(job.files, ", ")));
  outcome.evaluation = VEDETTE_TRY(evaluate_bundle(bundle, rows));
  return outcome;
}

Json evaluation_report(const Bundle& bundle, const Json& split, const Evaluation& evaluation) {
  return {{"model", bundle.name},
          {"version", bundle.version},
          {"split", split},
          {"metrics", to_json(evaluation)}};
}

}  // namespace vedette
