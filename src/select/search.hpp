// SPDX-License-Identifier: Apache-2.0
/// The hyper-parameter search of one learner: random candidates, successive halving.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "select/deadline.hpp"
#include "select/experiment.hpp"

namespace vedette {

/// One round of the search: how many candidates take part, on which share of the fit rows.
struct Rung {
  std::size_t candidates = 0;
  double share = 1;
};

/// The rounds for `candidates` on folds of `rows` fit rows: each has a third of the candidates of
/// the one before and three times the rows, the last at least two candidates and all rows. Rows
/// do not go below 500, so small data gets fewer rounds. Empty for fewer than two candidates.
[[nodiscard]] std::vector<Rung> plan_rungs(std::size_t candidates, std::size_t rows);

struct SearchRequest {
  const LearnerEntry& entry;
  const Json& fixed;                    ///< options that the user gave; not drawn
  std::span<const PreparedRows> folds;  ///< of the entry's plan kind
};

struct SearchResult {
  Options options;          ///< of the best candidate
  int candidates_tried = 1; ///< with at least one score
  bool cut_short = false;
};

/// Candidate 0 is the learner's defaults with the fixed options; the others draw every searchable
/// option that is not fixed. Candidate 0 reaches the last round whatever its score, so the result
/// is never worse than the defaults on these folds. Ties go to the earlier candidate. When the
/// deadline passes, the ranking of the last round in which the defaults were scored counts.
/// Errors: of `Options::make`, of the learner.
[[nodiscard]] Result<SearchResult> search_options(const Experiment& experiment,
                                                  const SearchRequest& request,
                                                  const Deadline& deadline);

}  // namespace vedette
