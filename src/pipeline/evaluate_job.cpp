// SPDX-License-Identifier: Apache-2.0
#include "pipeline/evaluate_job.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "data/read_table.hpp"
#include "score/score.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostExamples = 20;

/// All rows of the files under the bundle's own schema.
Result<ReadTable> read_labelled(const Bundle& bundle, const EvaluateJob& job,
                                const WorkContext& work) {
  ReadTable all;
  for (const std::string& file : job.files) {
    if (work.stopped()) return fail(ErrorCode::cancelled, "stopped while reading");
    ByteSource source = VEDETTE_TRY(ByteSource::open(file));
    const std::unique_ptr<RecordReader> reader =
        VEDETTE_TRY(open_records(std::move(source), bundle.schema, job.format));
    ReadTable read = VEDETTE_TRY(read_all(*reader, bundle.schema));
    std::ranges::move(read.rejected, std::back_inserter(all.rejected));
    if (all.table.columns.empty())
      all.table = std::move(read.table);
    else
      all.table.append(read.table);
  }
  return all;
}

}  // namespace

Result<EvaluateOutcome> evaluate_files(const Bundle& bundle, const EvaluateJob& job,
                                       const WorkContext& work) {
  ReadTable rows = VEDETTE_TRY(read_labelled(bundle, job, work));
  if (rows.table.rows() == 0)
    return fail(ErrorCode::malformed,
                fmt::format("no row could be read from {}", fmt::join(job.files, ", ")));
  EvaluateOutcome outcome;
  BundleEvaluation judged = VEDETTE_TRY(evaluate_bundle(bundle, rows.table));
  outcome.evaluation = std::move(judged.evaluation);
  outcome.labels = std::move(judged.labels);
  outcome.rejected = static_cast<std::int64_t>(rows.rejected.size());
  rows.rejected.resize(std::min(rows.rejected.size(), kMostExamples));
  outcome.examples = std::move(rows.rejected);
  return outcome;
}

Json evaluation_report(const Bundle& bundle, const Json& split, const Evaluation& evaluation) {
  return {{"model", bundle.name},
          {"version", bundle.version},
          {"split", split},
          {"metrics", to_json(evaluation)}};
}

}  // namespace vedette
