// SPDX-License-Identifier: Apache-2.0
#include "ingest/flow_columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostNamed = 5;

struct IdAlias {
  std::string_view name;
  IdColumn column;
};

/// Headers of CICFlowMeter, of now and of 2017.
constexpr IdAlias kIdAliases[] = {
    {"flow id", IdColumn::flow_id},        {"src ip", IdColumn::src_ip},
    {"source ip", IdColumn::src_ip},       {"src port", IdColumn::src_port},
    {"source port", IdColumn::src_port},   {"dst ip", IdColumn::dst_ip},
    {"destination ip", IdColumn::dst_ip},  {"dst port", IdColumn::dst_port},
    {"destination port", IdColumn::dst_port}};

/// By name; ours and CICFlowMeter's share some names, with other units.
using Contents = std::multimap<std::string, ColumnContent, std::less<>>;

Contents all_contents() {
  Contents contents;
  for (const IdColumn id : all_id_columns()) contents.emplace(header_key(to_string(id)), id);
  for (const IdAlias& row : kIdAliases) contents.emplace(row.name, row.column);
  for (const auto table : {vedette_features(), cic_features()})
    for (const FeatureSpec& spec : table) contents.emplace(header_key(spec.name), &spec);
  return contents;
}

/// Schemas write units out, feature tables do not.
std::string_view short_unit(std::string_view unit) {
  if (unit == "seconds") return "s";
  return unit == "microseconds" ? "us" : unit;
}

/// A feature that only has the name in common, such as a duration in other units.
bool differs_in_unit(const ColumnSpec& column, const ColumnContent& content) {
  const auto* spec = std::get_if<const FeatureSpec*>(&content);
  return spec != nullptr && !column.unit.empty() &&
         short_unit(column.unit) != short_unit((*spec)->unit);
}

/// The first of the column's name and aliases that names something in the column's unit; else the
/// first that names anything.
ColumnContent content_of(const ColumnSpec& column, const Contents& contents) {
  if (column.role == Role::label) return FlowLabel{};
  std::vector<std::string> names = {column.name};
  names.insert(names.end(), column.aliases.begin(), column.aliases.end());
  ColumnContent named;
  for (const std::string& name : names) {
    const auto [first, last] = contents.equal_range(header_key(name));
    for (auto found = first; found != last; ++found) {
      if (!differs_in_unit(column, found->second)) return found->second;
      if (std::holds_alternative<std::monostate>(named)) named = found->second;
    }
  }
  return named;
}

/// Numbers and times are no substitute for each other; any value has a text.
bool fits(const ColumnContent& content, ColumnType type) {
  if (type == ColumnType::text || std::holds_alternative<FlowLabel>(content)) return true;
  const auto* id = std::get_if<IdColumn>(&content);
  if (id == nullptr) return type != ColumnType::timestamp;
  return type == type_of(*id) ||
         (type_of(*id) == ColumnType::int64 && type == ColumnType::float64);
}

/// Why the source cannot fill the column; empty where it can.
std::string lack(const ColumnSpec& column, const ColumnContent& content, const FlowOffer& offer) {
  if (std::holds_alternative<std::monostate>(content)) return "flows have no such column";
  if (std::holds_alternative<FlowLabel>(content))
    return offer.has_labels ? "" : "it has no labels";
  const Facets missing = needs_of(content) & ~offer.known;
  if (missing != 0) return fmt::format("it needs {}", fmt::join(names_of(missing), ", "));
  if (differs_in_unit(column, content))
    return fmt::format("flows do not have it in {}", column.unit);
  if (!fits(content, column.type)) return fmt::format("it is no {}", to_string(column.type));
  return {};
}

tl::unexpected<Error> refusal(const FlowOffer& offer, const std::vector<std::string>& lacks) {
  const std::size_t named = std::min(lacks.size(), kMostNamed);
  const std::vector<std::string> first(lacks.begin(),
                                       lacks.begin() + static_cast<std::ptrdiff_t>(named));
  std::string message = fmt::format("{} cannot fill {}", offer.what, fmt::join(first, "; "));
  if (lacks.size() > named) message += fmt::format("; and {} more columns", lacks.size() - named);
  return fail(ErrorCode::schema_mismatch, std::move(message),
              "`vedette features --json` says what each feature needs to be known");
}

}  // namespace

Facets needs_of(const ColumnContent& content) {
  if (const auto* spec = std::get_if<const FeatureSpec*>(&content)) return (*spec)->needs;
  const auto* id = std::get_if<IdColumn>(&content);
  if (id == nullptr) return 0;
  switch (*id) {
    case IdColumn::flow_id:
      return kHosts | kTimes;
    case IdColumn::timestamp:
      return kTimes;
    case IdColumn::connection_state:
      return kTcpState;
    case IdColumn::end_reason:
      return kEndReason;
    default:
      return kHosts;
  }
}

Result<std::vector<ColumnContent>> plan_columns(const Schema& schema, const ReadOptions& options,
                                                const FlowOffer& offer) {
  const Contents contents = all_contents();
  std::vector<ColumnContent> plan;
  std::vector<std::string> lacks;
  for (const ColumnSpec& column : schema.columns) {
    ColumnContent content = content_of(column, contents);
    const std::string why = lack(column, content, offer);
    const bool optional = options.may_be_absent(column) || column.role == Role::ignored;
    if (!why.empty() && !optional) lacks.push_back(fmt::format("'{}' ({})", column.name, why));
    plan.push_back(why.empty() ? content : ColumnContent{});
  }
  if (!lacks.empty()) return refusal(offer, lacks);
  return plan;
}

}  // namespace vedette
