// SPDX-License-Identifier: Apache-2.0
#include "validate/shortcut.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace vedette {
namespace {

constexpr std::int64_t kEvidenceRows = 10;
constexpr std::size_t kMostRestatingValues = 100;
constexpr double kRestates = 0.999;
constexpr std::int64_t kRowsPerValue = 10;

/// Rows of the two sides that hold one value.
struct Sides {
  std::int64_t benign = 0;
  std::int64_t attack = 0;
};

/// Per code, and last the missing rows.
std::vector<Sides> count_sides(const CodedColumn& coded, const RowClasses& classes) {
  std::vector<Sides> sides(coded.distinct() + 1);
  for (std::size_t row = 0; row < coded.codes.size(); ++row) {
    const std::int32_t index = classes.of_row[row];
    if (index < 0) continue;
    const std::uint32_t code = coded.codes[row];
    Sides& side = sides[code == kMissingCode ? coded.distinct() : code];
    index == 0 ? ++side.benign : ++side.attack;
  }
  return sides;
}

Sides total(std::span<const Sides> sides) {
  Sides sum;
  for (const Sides& side : sides) {
    sum.benign += side.benign;
    sum.attack += side.attack;
  }
  return sum;
}

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Each value votes for the side it is relatively more frequent in.
Shortcut best_set(std::span<const Sides> sides, const Sides& all) {
  double recalls = 0;
  for (const Sides& side : sides) {
    const double benign = ratio(side.benign, all.benign);
    const double attack = ratio(side.attack, all.attack);
    const bool evidence = side.benign + side.attack >= kEvidenceRows;
    recalls += evidence ? std::max(benign, attack) : (benign + attack) / 2;
  }
  return {recalls / 2, fmt::format("one set of its {} values", sides.size() - 1)};
}

/// `sides` ascend with the value; its last entry, the missing rows, is never below a threshold.
Shortcut best_threshold(std::span<const Sides> sides, const Sides& all, const Column& column,
                        const CodedColumn& coded) {
  Shortcut best;
  Sides below;
  for (std::size_t code = 0; code < coded.distinct(); ++code) {
    below.benign += sides[code].benign;
    below.attack += sides[code].attack;
    const double distance =
        std::abs(ratio(below.benign, all.benign) - ratio(below.attack, all.attack));
    if ((1 + distance) / 2 <= best.balanced_accuracy) continue;
    best.balanced_accuracy = (1 + distance) / 2;
    best.rule = fmt::format("{} <= {}", column.name, column.text(coded.first_row[code]));
  }
  return best;
}

/// Rows per (value of the teller, value of the told), as a dense table.
class Contingency {
 public:
  Contingency(std::size_t tellers, std::size_t told) : told_(told), rows_(tellers * told) {}

  void add(std::size_t teller, std::size_t told) { ++rows_[teller * told_ + told]; }

  /// Mean recall over the told values that occur, when each teller value says the told value of
  /// which it holds the largest share.
  [[nodiscard]] double mean_recall() const {
    const auto totals = told_totals();
    double recalls = 0;
    for (std::size_t start = 0; start < rows_.size(); start += told_) {
      double best = 0;
      for (std::size_t told = 0; told < told_; ++told)
        if (totals[told] > 0) best = std::max(best, ratio(rows_[start + told], totals[told]));
      recalls += best;
    }
    const auto occurring =
        std::count_if(totals.begin(), totals.end(), [](auto n) { return n > 0; });
    return occurring < 2 ? 0 : recalls / static_cast<double>(occurring);
  }

 private:
  [[nodiscard]] std::vector<std::int64_t> told_totals() const {
    std::vector<std::int64_t> totals(told_);
    for (std::size_t i = 0; i < rows_.size(); ++i) totals[i % told_] += rows_[i];
    return totals;
  }

  std::size_t told_;
  std::vector<std::int64_t> rows_;
};

/// A code that hardly any row shares with another tells its row's label by itself.
bool is_repetitive(const CodedColumn& coded) {
  return static_cast<std::int64_t>(coded.distinct()) * kRowsPerValue <= coded.present();
}

bool gives_label(const CodedColumn& coded, const RowClasses& classes) {
  Contingency table(coded.distinct(), classes.names.size());
  for (std::size_t row = 0; row < coded.codes.size(); ++row)
    if (coded.codes[row] != kMissingCode && classes.of_row[row] >= 0)
      table.add(coded.codes[row], static_cast<std::size_t>(classes.of_row[row]));
  return table.mean_recall() >= kRestates;
}

bool given_by_label(const CodedColumn& coded, const CodedColumn& raw) {
  Contingency table(raw.distinct(), coded.distinct());
  for (std::size_t row = 0; row < coded.codes.size(); ++row)
    if (coded.codes[row] != kMissingCode && raw.codes[row] != kMissingCode)
      table.add(raw.codes[row], coded.codes[row]);
  return table.mean_recall() >= kRestates;
}

}  // namespace

std::optional<Shortcut> best_shortcut(const Column& column, const CodedColumn& coded,
                                      const RowClasses& classes) {
  if (!classes.two_sided()) return std::nullopt;
  const auto sides = count_sides(coded, classes);
  const Sides all = total(sides);
  if (std::min(all.benign, all.attack) < kEvidenceRows) return std::nullopt;
  Shortcut best = best_set(sides, all);
  if (column.type == ColumnType::text || column.type == ColumnType::boolean) return best;
  const Shortcut threshold = best_threshold(sides, all, column, coded);
  return threshold.balanced_accuracy >= best.balanced_accuracy ? threshold : best;
}

Restatement restates_label(const CodedColumn& coded, const RowClasses& classes) {
  const bool few = coded.distinct() >= 2 && coded.distinct() <= kMostRestatingValues;
  if (!classes.known() || !few) return Restatement::none;
  if (is_repetitive(coded) && gives_label(coded, classes)) return Restatement::column_gives_label;
  const bool few_labels =
      classes.raw.distinct() <= kMostRestatingValues && is_repetitive(classes.raw);
  return few_labels && given_by_label(coded, classes.raw) ? Restatement::label_gives_column
                                                           : Restatement::none;
}

}  // namespace vedette
