// SPDX-License-Identifier: Apache-2.0
/// Which column is the label, and which of its values mean "no attack". Only infer_schema() and
/// the tests include this.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/schema.hpp"
#include "data/table.hpp"
#include "validate/coded_column.hpp"

namespace vedette {

struct LabelGuess {
  std::size_t column = 0;  ///< index into the table
  std::string why;         ///< half a sentence
};

/// Weighs the name, the place (last), and whether values sound like labels; nullopt where
/// nothing speaks for any column.
[[nodiscard]] std::optional<LabelGuess> guess_label(const Table& table);

struct LabelMeaning {
  LabelSpec spec;
  std::string reason;  ///< one sentence
};

/// Benign class and default task from the values of a label column.
[[nodiscard]] LabelMeaning guess_meaning(const Column& labels, const CodedColumn& raw);

}  // namespace vedette
