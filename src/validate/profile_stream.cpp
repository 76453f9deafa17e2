// SPDX-License-Identifier: Apache-2.0
#include "validate/profile_stream.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kEarlyValues = 8192;
constexpr std::size_t kFineBins = 1024;
constexpr std::size_t kShownBins = 24;
constexpr std::size_t kTopValues = 12;
constexpr std::size_t kMostClasses = 200;
constexpr double kHeavyTail = 100;

bool is_number(const ColumnSpec& spec) {
  return spec.type != ColumnType::text && spec.type != ColumnType::boolean;
}

std::string_view class_of(const LabelSpec& label, std::string_view raw) {
  const std::string_view name = trim(raw);
  for (const LabelRule& rule : label.rules)
    if (rule.raw == name) return rule.cls;
  return name;
}

}  // namespace

double NumberHistogram::to_axis(double value) const {
  return logarithmic_ ? std::copysign(std::log1p(std::abs(value)), value) : value;
}

double NumberHistogram::from_axis(double position) const {
  return logarithmic_ ? std::copysign(std::expm1(std::abs(position)), position) : position;
}

void NumberHistogram::add(double value) {
  if (!std::isfinite(value)) return;
  if (width_ > 0) return count(to_axis(value));
  early_.push_back(value);
  if (early_.size() < kEarlyValues) return;
  lay_bins();
  early_ = {};
}

/// Over the early values, which are then counted.
void NumberHistogram::lay_bins() {
  std::vector<double> sorted = early_;
  std::ranges::sort(sorted);
  const double quartile = std::abs(sorted[sorted.size() * 3 / 4]);
  const double most = std::max(std::abs(sorted.front()), std::abs(sorted.back()));
  logarithmic_ = sorted.front() >= 0 && most > kHeavyTail * (quartile + 1);
  low_ = to_axis(sorted.front());
  const double range = to_axis(sorted.back()) - low_;
  // One bin too many, so that the largest value lies inside.
  width_ = range / (kFineBins - 1);
  if (!(width_ > 0 && std::isfinite(width_)))
    width_ = std::max(std::abs(low_) * 1e-12, 1e-300);
  fine_.assign(kFineBins, 0);
  for (const double value : early_) count(to_axis(value));
}

void NumberHistogram::count(double position) {
  const auto end = [this] { return low_ + width_ * kFineBins; };
  while (position < low_ || position >= end()) {
    const std::size_t first = position < low_ ? kFineBins / 2 : 0;
    if (position < low_) low_ -= width_ * kFineBins;
    width_ *= 2;
    std::vector<std::int64_t> wider(kFineBins);
    for (std::size_t i = 0; i < kFineBins; ++i) wider[first + i / 2] += fine_[i];
    fine_ = std::move(wider);
  }
  const auto bin = static_cast<std::size_t>((position - low_) / width_);
  ++fine_[std::min(bin, kFineBins - 1)];
}

NumberHistogram::Bins NumberHistogram::bins() const {
  if (width_ == 0) {
    if (early_.empty()) return {};
    NumberHistogram laid = *this;
    laid.lay_bins();
    return laid.bins();
  }
  const auto is_used = [](std::int64_t count) { return count > 0; };
  const auto first = static_cast<std::size_t>(std::ranges::find_if(fine_, is_used) - fine_.begin());
  std::size_t last = fine_.size() - 1;
  while (fine_[last] == 0) --last;
  const std::size_t group = (last - first) / kShownBins + 1;
  Bins shown;
  for (std::size_t i = first; i <= last; i += group) {
    shown.edges.push_back(from_axis(low_ + width_ * static_cast<double>(i)));
    std::int64_t rows = 0;
    for (std::size_t k = i; k < std::min(i + group, fine_.size()); ++k) rows += fine_[k];
    shown.counts.push_back(rows);
  }
  const std::size_t end = first + group * shown.counts.size();
  shown.edges.push_back(from_axis(low_ + width_ * static_cast<double>(end)));
  return shown;
}

void ValueCounts::add(std::string_view value) {
  const auto found = counts_.find(value);
  if (found != counts_.end())
    ++found->second;
  else if (counts_.size() < kMost)
    counts_.emplace(value, 1);
  else
    overflowed_ = true;
}

std::vector<std::pair<std::string, std::int64_t>> ValueCounts::top(std::size_t most) const {
  std::vector<std::pair<std::string, std::int64_t>> values(counts_.begin(), counts_.end());
  std::ranges::stable_sort(values,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  if (values.size() > most) values.resize(most);
  return values;
}

ProfileStream::ProfileStream(const Schema& schema)
    : schema_(schema), columns_(schema.columns.size()) {}

void ProfileStream::add_column(ColumnState& state, const Column& column) {
  const bool as_number = column.type != ColumnType::text && column.type != ColumnType::boolean;
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (column.missing[row] != 0) {
      ++state.missing;
    } else if (as_number) {
      const double value = column.number(row);
      state.numbers.add(value);
      if (state.distinct.size() <= ValueCounts::kMost)
        state.distinct.insert(std::bit_cast<std::uint64_t>(value));
    } else {
      state.values.add(column.text(row));
    }
  }
}

void ProfileStream::add(const Table& batch) {
  rows_ += static_cast<std::int64_t>(batch.rows());
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const ColumnSpec& spec = schema_.columns[c];
    const Column* column = batch.find(spec.name);
    if (column == nullptr) {
      columns_[c].missing += static_cast<std::int64_t>(batch.rows());
      continue;
    }
    add_column(columns_[c], *column);
    if (spec.role != Role::label) continue;
    for (std::size_t row = 0; row < column->size(); ++row)
      classes_.add(class_of(schema_.label, column->text(row)));
  }
}

Json ProfileStream::column_json(const ColumnSpec& spec, const ColumnState& state) const {
  Json json = {{"name", spec.name},       {"type", to_string(spec.type)},
               {"role", to_string(spec.role)}, {"unit", spec.unit},
               {"missing", state.missing}, {"distinct", nullptr},
               {"histogram", nullptr},    {"top", nullptr}};
  if (is_number(spec)) {
    if (state.distinct.size() <= ValueCounts::kMost) json["distinct"] = state.distinct.size();
    const NumberHistogram::Bins bins = state.numbers.bins();
    if (!bins.counts.empty()) json["histogram"] = {{"edges", bins.edges}, {"counts", bins.counts}};
    return json;
  }
  if (!state.values.overflowed()) json["distinct"] = state.values.distinct();
  json["top"] = Json::array();
  for (const auto& [value, rows] : state.values.top(kTopValues))
    json["top"].push_back({{"value", value}, {"rows", rows}});
  return json;
}

Json ProfileStream::label_json() const {
  const ColumnSpec* label = schema_.with_role(Role::label);
  if (label == nullptr) return nullptr;
  Json classes = Json::array();
  for (const auto& [name, rows] : classes_.top(kMostClasses))
    classes.push_back({{"name", name}, {"rows", rows}});
  return {{"column", label->name}, {"classes", std::move(classes)}};
}

Json ProfileStream::to_json() const {
  Json columns = Json::array();
  for (std::size_t c = 0; c < columns_.size(); ++c)
    columns.push_back(column_json(schema_.columns[c], columns_[c]));
  return {{"rows", rows_}, {"label", label_json()}, {"columns", std::move(columns)}};
}

}  // namespace vedette
