// SPDX-License-Identifier: Apache-2.0
/// Small pieces of HTML and SVG that the report page is put together from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "validate/report.hpp"

namespace vedette {

/// Text as HTML content or attribute value: no markup survives; control characters become blanks.
[[nodiscard]] std::string html_text(std::string_view text);

/// Colour class of a plot's part: benign, the attacks together, and rows without a class.
enum class Ink { benign, attack, plain };

/// One bar made of stacked parts; parts are in rows.
struct StackedBar {
  std::string label;  ///< what the bar stands for, for the tooltip
  double benign = 0;
  double attack = 0;
  double plain = 0;

  [[nodiscard]] double total() const { return benign + attack + plain; }
};

/// Sums per-class rows into the three inks.
[[nodiscard]] StackedBar stack(std::string label, const std::vector<std::int64_t>& per_class,
                               const std::vector<ClassCount>& classes);

/// A small picture of bars side by side, with title and description for screen readers. Heights
/// are square roots of the rows, so that small bars stay visible.
[[nodiscard]] std::string spark_bars(const std::vector<StackedBar>& bars, std::string_view title,
                                     std::string_view description);

/// A horizontal bar filled to `share` of its width.
[[nodiscard]] std::string share_bar(double share, Ink ink, std::string_view title);

/// Two small histograms over each other: reference as outline, current filled.
[[nodiscard]] std::string drift_bars(const std::vector<DriftBin>& bins, std::string_view title);

/// The page's style sheet, both colour schemes.
[[nodiscard]] std::string_view report_style();

}  // namespace vedette
