// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.hpp"
#include "features/feature.hpp"

namespace vedette {
namespace {

constexpr std::array<std::string_view, 12> kFacetNames{
    "times", "packet counts", "payload bytes", "IP bytes", "frame bytes",  "TCP state", "ICMP type",
    "TTL",   "each packet",   "hosts",         "packets in all", "end reason"};

}  // namespace

std::vector<std::string_view> names_of(Facets facets) {
  std::vector<std::string_view> names;
  for (std::size_t bit = 0; bit < kFacetNames.size(); ++bit)
    if ((facets >> bit & 1) != 0) names.push_back(kFacetNames[bit]);
  return names;
}

Result<FeatureSet> FeatureSet::named(std::string_view name) {
  const bool all = name == "all";
  if (!all && name != "cic" && name != "vedette")
    return fail(ErrorCode::invalid_argument, fmt::format("there is no feature set '{}'", name),
                "take cic, vedette or all");
  FeatureSet set;
  set.name_ = name;
  const auto take = [&set](std::span<const FeatureSpec> table, auto values) {
    for (const FeatureSpec& spec : table) set.features_.push_back(&spec);
    set.whole_tables_.push_back({table.size(), values});
  };
  if (all || name == "cic") take(cic_features(), cic_values);
  if (all || name == "vedette") take(vedette_features(), vedette_values);
  return set;
}

void FeatureSet::values(std::span<double> into, const FlowView& view) const {
  for (const WholeTable& table : whole_tables_) {
    table.values(into.first(table.rows), view);
    into = into.subspan(table.rows);
  }
  if (whole_tables_.empty())
    std::ranges::transform(features_, into.begin(),
                           [&view](const FeatureSpec* spec) { return spec->get(view); });
}

FeatureSet FeatureSet::limited_to(Facets known) const {
  FeatureSet limited = *this;
  std::erase_if(limited.features_,
                [known](const FeatureSpec* spec) { return (spec->needs & ~known) != 0; });
  if (limited.features_.size() < features_.size()) limited.whole_tables_.clear();
  return limited;
}

std::string FeatureSet::fingerprint() const {
  std::string text = fmt::format("definition {}\n", kDefinitionVersion);
  for (const FeatureSpec* spec : features_)
    text += fmt::format("{}|{}|{}|{}|{}\n", spec->name, spec->unit, spec->side, spec->empty,
                        spec->meaning);
  return sha256_hex(text);
}

}  // namespace vedette
