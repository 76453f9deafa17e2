// SPDX-License-Identifier: Apache-2.0
/// Filling in missing numbers from the most similar training rows: the knn strategy of `impute`.
/// Private to this module.
///
/// Similarity is the Euclidean distance over the columns that both rows have, each divided by its
/// standard deviation in training, scaled up for columns that are left out (as Dixon 1979). A gap
/// becomes the mean of the `neighbours` nearest reference rows that have the column, and its
/// training median when no reference row shares a column with the row. Exact; a row with a gap
/// costs reference rows x columns, so the reference is a bounded sample of the training rows.
#pragma once

#include <memory>

#include "transform/step.hpp"

namespace vedette {

struct NearestOptions {
  std::size_t neighbours = 5;
  std::size_t reference_rows = 1000;  ///< at most; drawn with a fixed seed
};

[[nodiscard]] std::unique_ptr<Step> fit_nearest(const FitRequest& request,
                                                const NearestOptions& options);
[[nodiscard]] Result<std::unique_ptr<Step>> load_nearest(const Json& fitted, const Layout& layout);

}  // namespace vedette
