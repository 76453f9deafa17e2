// SPDX-License-Identifier: Apache-2.0
#include "select/folds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/random.hpp"

namespace vedette {
namespace {

using Rows = std::vector<std::uint32_t>;

constexpr std::uint64_t kSampleTask = 0x5A3D;

const Column* group_column(const Table& table, const Schema& schema, const SplitOptions& options) {
  if (!options.group_column.empty()) return table.find(options.group_column);
  const ColumnSpec* spec = schema.with_role(Role::group);
  return spec == nullptr ? nullptr : table.find(spec->name);
}

/// At most `max_rows` of `rows`, by whole groups and with the classes in their shares.
Rows sample(const Experiment& experiment, const Rows& rows, const Rows& groups) {
  const std::size_t limit = experiment.options.search.max_rows;
  if (limit == 0 || rows.size() <= limit) return rows;
  const auto parts = static_cast<std::uint32_t>((rows.size() + limit - 1) / limit);
  const std::uint64_t seed = Random::for_task(experiment.options.seed, kSampleTask).next();
  const Rows part = grouped_folds(rows, groups, experiment.labels.classes, parts, seed);
  Rows kept;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (part[i] == 0) kept.push_back(rows[i]);
  return kept;
}

/// Fit rows that equal a validated row would give its answer away.
void drop_twins(Fold& fold, const Rows& twins) {
  std::unordered_set<std::uint32_t> validated;
  for (const std::uint32_t row : fold.validate) validated.insert(twins[row]);
  std::erase_if(fold.fit, [&](std::uint32_t row) { return validated.contains(twins[row]); });
}

std::vector<Fold> cross_folds(const Experiment& experiment, const Rows& groups) {
  const Rows rows = sample(experiment, experiment.split.train, groups);
  const auto count = static_cast<std::uint32_t>(experiment.options.search.folds);
  const Rows fold_of =
      grouped_folds(rows, groups, experiment.labels.classes, count, experiment.options.seed);
  std::vector<Fold> folds(count);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::uint32_t f = 0; f < count; ++f)
      (fold_of[i] == f ? folds[f].validate : folds[f].fit).push_back(rows[i]);
  return folds;
}

Rows rows_by_time(const Column& time, const SelectOptions& options, const Rows& train) {
  Rows rows;
  for (const std::uint32_t row : train)
    if (time.missing[row] == 0) rows.push_back(row);
  std::ranges::stable_sort(rows, {}, [&](std::uint32_t row) { return time.int64s()[row]; });
  const std::size_t limit = options.search.max_rows;
  if (limit != 0 && rows.size() > limit)
    rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(limit));
  return rows;
}

/// Learns from `rows[0, border)` and validates on `rows[border, end)`, after the gap.
Fold forward_fold(std::span<const std::uint32_t> rows, std::size_t border, std::size_t end,
                  const Column& time, double gap_seconds) {
  const auto past = rows.first(border);
  Fold fold{{past.begin(), past.end()}, {}};
  const std::int64_t resume =
      time.int64s()[past.back()] + static_cast<std::int64_t>(gap_seconds * 1e9);
  for (const std::uint32_t row : rows.subspan(border, end - border))
    if (time.int64s()[row] >= resume) fold.validate.push_back(row);
  return fold;
}

std::vector<Fold> forward_folds(const Experiment& experiment, const Column& time) {
  const Rows rows = rows_by_time(time, experiment.options, experiment.split.train);
  const auto count = static_cast<std::size_t>(experiment.options.search.folds);
  const double gap = experiment.options.split.gap_seconds;
  std::vector<Fold> folds;
  for (std::size_t f = 1; f <= count; ++f) {
    const std::size_t border = rows.size() * f / (count + 1);
    const std::size_t end = rows.size() * (f + 1) / (count + 1);
    if (border > 0) folds.push_back(forward_fold(rows, border, end, time, gap));
  }
  return folds;
}

/// Whether rows of these classes can tell candidates apart.
bool tells_apart(std::span<const std::int32_t> classes, bool has_benign) {
  const std::unordered_set<std::int32_t> present(classes.begin(), classes.end());
  return present.size() >= 2 && (!has_benign || present.contains(0));
}

/// The class numbers that occur, ascending; and `classes` renumbered by their place in that list.
std::vector<std::int32_t> compact(std::vector<std::int32_t>& classes) {
  std::vector<std::int32_t> present = classes;
  std::ranges::sort(present);
  present.erase(std::ranges::unique(present).begin(), present.end());
  for (std::int32_t& c : classes)
    c = static_cast<std::int32_t>(std::ranges::lower_bound(present, c) - present.begin());
  return present;
}

}  // namespace

std::vector<std::uint32_t> row_groups(const Table& table, const Schema& schema,
                                      const SplitOptions& options) {
  Rows groups = duplicate_groups(table, schema);
  const Column* column =
      options.method == SplitMethod::group ? group_column(table, schema, options) : nullptr;
  if (column == nullptr) return groups;
  std::unordered_map<std::string, std::uint32_t> number_of;
  const auto others = static_cast<std::uint32_t>(groups.size());
  for (std::uint32_t row = 0; row < groups.size(); ++row) {
    if (column->missing[row] != 0) continue;
    const auto next = static_cast<std::uint32_t>(others + number_of.size());
    groups[row] = number_of.try_emplace(column->text(row), next).first->second;
  }
  return groups;
}

Result<std::vector<Fold>> make_folds(const Experiment& experiment) {
  const SelectOptions& options = experiment.options;
  if (options.search.folds < 2)
    return fail(ErrorCode::invalid_argument,
                fmt::format("a search needs at least 2 folds, not {}", options.search.folds));
  const Rows groups = row_groups(experiment.table, experiment.schema, options.split);
  const ColumnSpec* time = experiment.schema.with_role(Role::time);
  std::vector<Fold> folds = options.split.method == SplitMethod::time && time != nullptr
                                ? forward_folds(experiment, *experiment.table.find(time->name))
                                : cross_folds(experiment, groups);
  const Rows twins = duplicate_groups(experiment.table, experiment.schema);
  for (std::size_t f = 0; f < folds.size(); ++f) {
    drop_twins(folds[f], twins);
    Random::for_task(options.seed, f).shuffle(std::span(folds[f].fit));
  }
  return folds;
}

std::vector<FoldRows> fold_rows(const Experiment& experiment, std::span<const PreparedRows> folds,
                                double share) {
  const bool has_benign = experiment.labels.map.has_benign;
  std::vector<FoldRows> usable;
  for (const PreparedRows& fold : folds) {
    const auto count = std::ceil(share * static_cast<double>(fold.fitted.rows));
    Rows first(static_cast<std::size_t>(count));
    std::iota(first.begin(), first.end(), 0U);
    FoldRows rows{fold.fitted.select(first), &fold.unseen, {}};
    if (!tells_apart(rows.fit.classes, has_benign)) continue;
    if (!tells_apart(rows.validate->classes, has_benign)) continue;
    rows.full_class = compact(rows.fit.classes);
    usable.push_back(std::move(rows));
  }
  return usable;
}

Scores widen(const Scores& scores, std::span<const std::int32_t> full_class, std::size_t classes) {
  if (full_class.size() == classes) return scores;
  Scores wide{scores.rows, classes, std::vector<float>(scores.rows * classes, 0.0F)};
  for (std::size_t i = 0; i < scores.rows; ++i)
    for (std::size_t c = 0; c < full_class.size(); ++c)
      wide.values[i * classes + static_cast<std::size_t>(full_class[c])] = scores.row(i)[c];
  return wide;
}

}  // namespace vedette
