// SPDX-License-Identifier: Apache-2.0
/// A published model on files that carry labels.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/progress.hpp"
#include "data/records.hpp"
#include "ingest/open_records.hpp"
#include "registry/bundle.hpp"
#include "score/score.hpp"

namespace vedette {

struct EvaluateJob {
  std::vector<std::string> files;
  RecordFormat format{};
};

struct EvaluateOutcome {
  Evaluation evaluation;
  std::vector<LabelOutcome> labels{};  ///< what became of the rows of each label value
  std::int64_t rejected = 0;   ///< rows that could not be read and were not judged
  std::vector<RejectedRow> examples{};  ///< the first 20 of them
};

/// At the bundle's frozen threshold. Errors: those of the source; `schema_mismatch` when the label
/// is absent or names classes the model does not know.
[[nodiscard]] Result<EvaluateOutcome> evaluate_files(const Bundle& bundle, const EvaluateJob& job,
                                                     const WorkContext& work);

/// The object that `evaluate --json` ends with; `split` says which rows were judged.
[[nodiscard]] Json evaluation_report(const Bundle& bundle, const Json& split,
                                     const Evaluation& evaluation);

}  // namespace vedette
