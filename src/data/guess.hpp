// SPDX-License-Identifier: Apache-2.0
/// What type a column of texts most likely has.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"
#include "data/timestamp.hpp"

namespace vedette {

struct ColumnGuess {
  ColumnType type = ColumnType::text;
  std::optional<TimeFormat> format{};
  std::size_t values = 0;    ///< cells that are neither empty nor a marker
  std::size_t distinct = 0;  ///< exact up to 10,000, which means "or more"
  std::vector<std::string> markers{};
  std::vector<std::string> examples{};
  std::optional<double> min{};
  std::optional<double> max{};
};

/// The narrowest type that holds every value of a text column: boolean (words only: 0 and 1 are
/// numbers), int64, float64, timestamp, text. Dates that could be read in two ways stay text.
[[nodiscard]] ColumnGuess guess_column(const Column& texts);

/// Whether the text is a finite number.
[[nodiscard]] bool is_number(std::string_view text);

}  // namespace vedette
