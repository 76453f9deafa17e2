// SPDX-License-Identifier: Apache-2.0
#include "validate/drift.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "validate/overlay.hpp"
#include "validate/statistics.hpp"

namespace vedette {
namespace {

constexpr int kPsiBins = 10;
// An empty bin would make the index infinite; half a row in a thousand is the usual floor.
constexpr double kPsiFloor = 0.0005;
// The chi-square limit needs about five expected rows per cell; rarer categories are pooled.
constexpr double kFewestExpected = 5;
constexpr std::size_t kNamedNew = 5;
constexpr std::size_t kShownCategories = 12;

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

double psi_term(double reference, double current) {
  const double r = std::max(reference, kPsiFloor);
  const double c = std::max(current, kPsiFloor);
  return (c - r) * std::log(c / r);
}

double psi_of(const std::vector<DriftBin>& bins) {
  return std::accumulate(bins.begin(), bins.end(), 0.0, [](double sum, const DriftBin& bin) {
    return sum + psi_term(bin.reference, bin.current);
  });
}

Severity severity_of(double psi) {
  if (psi >= kDriftErrorPsi) return Severity::error;
  return psi >= kDriftWarningPsi ? Severity::warning : Severity::info;
}

/// Present values of the current column, ascending.
struct Sample {
  std::vector<double> sorted;

  [[nodiscard]] double below(double value) const {
    const auto end = std::lower_bound(sorted.begin(), sorted.end(), value);
    return ratio(static_cast<double>(end - sorted.begin()), static_cast<double>(sorted.size()));
  }
  [[nodiscard]] double up_to(double value) const {
    const auto end = std::upper_bound(sorted.begin(), sorted.end(), value);
    return ratio(static_cast<double>(end - sorted.begin()), static_cast<double>(sorted.size()));
  }
};

Sample sample_of(const Column& column) {
  Sample sample;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (const double value = column.number(row); !std::isnan(value)) sample.sorted.push_back(value);
  std::sort(sample.sorted.begin(), sample.sorted.end());
  return sample;
}

/// Both step functions are compared at every point of the reference, from below and from above;
/// between two points of a complete reference only the current one moves, so its extremes are
/// at those ends.
double largest_distance(const ColumnSketch& reference, const Sample& current) {
  double distance = 0;
  for (const DistributionPoint& point : reference.points) {
    distance = std::max(distance, std::abs(point.below - current.below(point.value)));
    distance = std::max(distance, std::abs(point.up_to - current.up_to(point.value)));
  }
  return distance;
}

/// Whether a value holds so many rows that it is a bin of its own.
bool is_heavy(const DistributionPoint& point) {
  return (point.up_to - point.below) * kPsiBins >= 1;
}

/// Bins that hold about a tenth of the reference each; tied values make fewer.
std::vector<DriftBin> decile_bins(const ColumnSketch& reference, const Sample& current) {
  std::vector<DriftBin> bins;
  double reference_before = 0;
  double current_before = 0;
  int next = 1;
  for (std::size_t i = 0; i < reference.points.size(); ++i) {
    const DistributionPoint& point = reference.points[i];
    const bool last = i + 1 == reference.points.size();
    const bool ends = last || point.up_to * kPsiBins >= next || is_heavy(reference.points[i + 1]);
    if (!ends) continue;
    next = static_cast<int>(std::floor(point.up_to * kPsiBins)) + 1;
    const double current_now = last ? 1 : current.up_to(point.value);
    bins.push_back({last && !bins.empty() ? "> " + bins.back().label.substr(3)
                                          : "<= " + format_number(point.value),
                    point.up_to - reference_before, current_now - current_before});
    reference_before = point.up_to;
    current_before = current_now;
  }
  return bins;
}

/// Shares of present values become shares of rows, with the missing rows as a bin of their own.
void add_missing_bin(ColumnDrift& drift) {
  for (DriftBin& bin : drift.bins) {
    bin.reference *= 1 - drift.reference_missing;
    bin.current *= 1 - drift.current_missing;
  }
  if (drift.reference_missing > 0 || drift.current_missing > 0)
    drift.bins.push_back({"(missing)", drift.reference_missing, drift.current_missing});
}

void compare_numbers(ColumnDrift& drift, const ColumnSketch& reference, const Column& column) {
  drift.test = "kolmogorov_smirnov";
  const Sample current = sample_of(column);
  if (reference.points.empty() || current.sorted.empty()) return add_missing_bin(drift);
  drift.statistic = largest_distance(reference, current);
  drift.p_value =
      kolmogorov_smirnov_p(drift.statistic, static_cast<double>(reference.rows - reference.missing),
                           static_cast<double>(current.sorted.size()));
  drift.bins = decile_bins(reference, current);
  drift.overlay = overlay_of(reference, current.sorted);
  add_missing_bin(drift);
}

/// Rows of one category on both sides.
struct Pair {
  std::string value;
  double reference = 0;
  double current = 0;
};

/// The reference's categories first, then `(other)` where the sketch pooled some, then new ones.
std::vector<Pair> pair_categories(const ColumnSketch& reference, const Column& column) {
  std::map<std::string, double> counts;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (column.missing[row] == 0) ++counts[column.text(row)];
  std::vector<Pair> pairs;
  for (const SketchCategory& category : reference.categories) {
    const auto found = counts.find(category.value);
    pairs.push_back({category.value, static_cast<double>(category.rows),
                     found == counts.end() ? 0 : found->second});
    if (found != counts.end()) counts.erase(found);
  }
  if (reference.other_rows > 0) {
    // Which categories were pooled is not known, so what is left may be among them.
    Pair other{"(other)", static_cast<double>(reference.other_rows), 0};
    for (const auto& [value, rows] : counts) other.current += rows;
    pairs.push_back(std::move(other));
    return pairs;
  }
  for (const auto& [value, rows] : counts) pairs.push_back({value, 0, rows});
  return pairs;
}

Pair sum_of(const std::vector<Pair>& pairs) {
  Pair sum;
  for (const Pair& pair : pairs) {
    sum.reference += pair.reference;
    sum.current += pair.current;
  }
  return sum;
}

/// Cells of the test: rare categories together.
std::vector<Pair> pool_rare(const std::vector<Pair>& pairs, const Pair& sum) {
  const double smaller = std::min(sum.reference, sum.current) / (sum.reference + sum.current);
  std::vector<Pair> cells;
  Pair rare;
  for (const Pair& pair : pairs) {
    if ((pair.reference + pair.current) * smaller >= kFewestExpected) {
      cells.push_back(pair);
      continue;
    }
    rare.reference += pair.reference;
    rare.current += pair.current;
  }
  if (rare.reference + rare.current > 0) cells.push_back(rare);
  return cells;
}

double chi_square(const std::vector<Pair>& cells, const Pair& sum) {
  double statistic = 0;
  const double total = sum.reference + sum.current;
  for (const Pair& cell : cells) {
    const double rows = cell.reference + cell.current;
    const double expected_reference = rows * sum.reference / total;
    const double expected_current = rows * sum.current / total;
    statistic += std::pow(cell.reference - expected_reference, 2) / expected_reference +
                 std::pow(cell.current - expected_current, 2) / expected_current;
  }
  return statistic;
}

std::vector<std::string> name_new(const std::vector<Pair>& pairs) {
  std::vector<Pair> fresh;
  for (const Pair& pair : pairs)
    if (pair.reference == 0 && pair.current > 0) fresh.push_back(pair);
  std::stable_sort(fresh.begin(), fresh.end(),
                   [](const Pair& a, const Pair& b) { return a.current > b.current; });
  if (fresh.size() > kNamedNew) fresh.resize(kNamedNew);
  std::vector<std::string> names;
  for (const Pair& pair : fresh) names.push_back(pair.value);
  return names;
}

/// The most frequent categories of the reference, the rest of them, and everything new.
std::vector<DriftBin> category_bins(const std::vector<Pair>& pairs, const Pair& sum) {
  std::vector<DriftBin> bins;
  DriftBin rest{"(rest)"};
  DriftBin fresh{"(new)"};
  for (const Pair& pair : pairs) {
    const double before = ratio(pair.reference, sum.reference);
    const double now = ratio(pair.current, sum.current);
    if (pair.reference > 0 && bins.size() < kShownCategories) {
      bins.push_back({pair.value, before, now});
      continue;
    }
    DriftBin& pool = pair.reference > 0 ? rest : fresh;
    pool.reference += before;
    pool.current += now;
  }
  for (DriftBin& pool : {std::ref(rest), std::ref(fresh)})
    if (pool.reference > 0 || pool.current > 0) bins.push_back(pool);
  return bins;
}

void compare_categories(ColumnDrift& drift, const ColumnSketch& reference, const Column& column) {
  drift.test = "chi_square";
  const auto pairs = pair_categories(reference, column);
  const Pair sum = sum_of(pairs);
  if (sum.reference == 0 || sum.current == 0) return add_missing_bin(drift);
  const auto cells = pool_rare(pairs, sum);
  if (cells.size() > 1) {
    drift.statistic = chi_square(cells, sum);
    drift.p_value = chi_square_p(drift.statistic, static_cast<double>(cells.size() - 1));
  }
  drift.new_categories = name_new(pairs);
  drift.bins = category_bins(pairs, sum);
  add_missing_bin(drift);
}

ColumnDrift compare_column(const ColumnSketch& reference, const Column& column) {
  ColumnDrift drift;
  drift.name = reference.name;
  drift.reference_missing =
      ratio(static_cast<double>(reference.missing), static_cast<double>(reference.rows));
  const auto missing = std::count(column.missing.begin(), column.missing.end(), 1);
  drift.current_missing = ratio(static_cast<double>(missing), static_cast<double>(column.size()));
  if (reference.kind == ColumnSketch::Kind::number)
    compare_numbers(drift, reference, column);
  else
    compare_categories(drift, reference, column);
  drift.psi = psi_of(drift.bins);
  drift.severity = severity_of(drift.psi);
  return drift;
}

/// Numbers cannot be compared with texts; everything has a text form.
bool is_comparable(const ColumnSketch& reference, const Column& column) {
  return reference.kind == ColumnSketch::Kind::category || column.type != ColumnType::text;
}

}  // namespace

DriftReport compare(const Table& reference, const Table& current, const Schema& schema) {
  std::vector<std::uint32_t> rows(reference.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  const std::size_t everything = std::max<std::size_t>(2, rows.size());
  DriftReport report = compare(make_sketch(reference, schema, rows, everything), current);
  for (const ColumnSpec& spec : schema.columns)
    if (spec.role == Role::feature && reference.find(spec.name) == nullptr &&
        current.find(spec.name) != nullptr)
      report.not_compared.push_back(spec.name);
  return report;
}

DriftReport compare(const ReferenceSketch& reference, const Table& current) {
  DriftReport report;
  report.reference_rows = reference.rows;
  report.current_rows = static_cast<std::int64_t>(current.rows());
  for (const ColumnSketch& sketch : reference.columns) {
    const Column* column = current.find(sketch.name);
    if (column == nullptr || !is_comparable(sketch, *column))
      report.not_compared.push_back(sketch.name);
    else
      report.columns.push_back(compare_column(sketch, *column));
  }
  std::stable_sort(report.columns.begin(), report.columns.end(),
                   [](const ColumnDrift& a, const ColumnDrift& b) { return a.psi > b.psi; });
  return report;
}

}  // namespace vedette
