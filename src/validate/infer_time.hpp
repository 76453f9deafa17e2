// SPDX-License-Identifier: Apache-2.0
/// Whether a column holds points in time, and how they are written. Only infer_schema() and the
/// tests include this.
#pragma once

#include <optional>
#include <string>

#include "data/table.hpp"
#include "data/timestamp.hpp"

namespace vedette {

struct TimeGuess {
  std::optional<TimeFormat> format{};  ///< unset: as the column's type already says, or unknown
  std::string why;                     ///< half a sentence
  bool ambiguous = false;              ///< dates whose day and month cannot be told apart
};

/// nullopt when the column does not hold times. Text is parsed; numbers must also be called a
/// time, and lie between 2000 and 2040 in one of the usual units.
[[nodiscard]] std::optional<TimeGuess> guess_time(const Column& column);

}  // namespace vedette
