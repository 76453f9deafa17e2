// SPDX-License-Identifier: Apache-2.0
/// The door to libxgboost (Chen and Guestrin, "XGBoost: A scalable tree boosting system", KDD
/// 2016): it grows the trees; the loss and the scoring are ours, so models that come from
/// elsewhere never reach it.
#pragma once

#include <string>

#include "train/learner.hpp"

namespace vedette {

enum class GrowPolicy { depth_wise, loss_guided };

struct BoostingOptions {
  std::uint32_t rounds = 300;
  double learning_rate = 0.1;
  GrowPolicy policy = GrowPolicy::depth_wise;
  std::uint32_t max_depth = 7;   ///< 0: no limit
  std::uint32_t max_leaves = 0;  ///< 0: no limit
  double min_child_weight = 1;
  double subsample = 1;
  double column_share = 1;  ///< columns drawn per tree
  double l2 = 1;
  double min_gain = 0;
  std::uint32_t max_bins = 256;
};

/// Trains by histograms; NaN is missing, columns marked as categorical are split by sets of
/// categories. Returns the model as XGBoost's JSON. Looks at `work.stop` before every round.
/// Same bits for any `work.threads`.
/// Errors: `invalid_argument` with the first sentence of XGBoost's reason, `cancelled`.
[[nodiscard]] Result<std::string> train_xgboost(const Matrix& rows, std::size_t classes,
                                                const BoostingOptions& options, std::uint64_t seed,
                                                const WorkContext& work);

/// XGBoost's messages begin with a time and a source line and end with a stack trace; this is
/// what lies between, in one line.
[[nodiscard]] std::string first_sentence_of_xgboost(std::string_view message);

}  // namespace vedette
