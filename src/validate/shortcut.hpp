// SPDX-License-Identifier: Apache-2.0
/// Columns that give the answer away: the single-feature shortcut scan (Arp et al. 2022, "spurious
/// correlations") and columns that are the label in other words.
#pragma once

#include <optional>
#include <string>

#include "data/table.hpp"
#include "validate/coded_column.hpp"
#include "validate/row_classes.hpp"

namespace vedette {

/// The best rule on one column alone.
struct Shortcut {
  double balanced_accuracy = 0;  ///< mean of the two recalls, in [0.5, 1]
  std::string rule;              ///< such as `sttl <= 62`, `one of 12 values`
};

/// Best rule "value <= t" for numbers, or "value is in a set" where values repeat: a value that
/// fewer than ten rows hold is not evidence and counts as a coin toss. Missing is a value too.
/// Unset where the classes are not two-sided or a side has fewer than ten rows. O(distinct).
[[nodiscard]] std::optional<Shortcut> best_shortcut(const Column& column,
                                                    const CodedColumn& coded,
                                                    const RowClasses& classes);

/// How a column and the label determine each other.
enum class Restatement {
  none,
  column_gives_label,  ///< every value has one class: the label is a function of the column
  label_gives_column,  ///< every raw label has one value: the column is a function of the label
};

/// Only columns with 2 to 100 distinct values are looked at; the side that tells must repeat
/// each value ten times on average. Rows without a value or class are left out. Both directions
/// ask for mean recall >= 0.999 over what is to be told.
[[nodiscard]] Restatement restates_label(const CodedColumn& coded, const RowClasses& classes);

}  // namespace vedette
