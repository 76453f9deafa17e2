// SPDX-License-Identifier: Apache-2.0
/// What a data set holds and what is wrong with it: profile and validation, found out once for
/// each state of the data set.
#pragma once

#include "base/error.hpp"
#include "http/message.hpp"
#include "pipeline/kept_reports.hpp"
#include "serve/route.hpp"

namespace vedette {

/// Cells that validation takes into memory at most: with more, it sees as many rows, drawn at
/// random, as make up so many.
inline constexpr std::int64_t kMostValidatedCells = 20'000'000;

/// Handlers. Validation holds at most `kMostValidatedCells` and their order, one data set at a time
/// (503 for others meanwhile); the profile one segment and its counters.
[[nodiscard]] Result<Response> validate_dataset(const Call& call);
[[nodiscard]] Result<Response> last_validation(const Call& call);
[[nodiscard]] Result<Response> validation_page(const Call& call);
[[nodiscard]] Result<Response> dataset_profile(const Call& call);

[[nodiscard]] KeptReports kept_reports(const Call& call);

}  // namespace vedette
