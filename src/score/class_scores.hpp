// SPDX-License-Identifier: Apache-2.0
/// The part that verdicts and evaluations share: from typed columns to the scores of the classes.
#pragma once

#include "base/error.hpp"
#include "data/matrix.hpp"
#include "data/table.hpp"
#include "registry/bundle.hpp"

namespace vedette {

/// Rows x classes. Errors: `schema_mismatch` naming the feature column that is missing.
/// Many rows are shared out among `threads`; the scores do not depend on that.
[[nodiscard]] Result<Scores> class_scores(const Bundle& bundle, const Table& rows, int threads = 1);

}  // namespace vedette
