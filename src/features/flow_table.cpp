// SPDX-License-Identifier: Apache-2.0
#include "features/flow_table.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace vedette {
namespace {

constexpr std::array<std::pair<IdColumn, std::string_view>, 10> kIdNames{{
    {IdColumn::flow_id, "flow_id"},
    {IdColumn::src_ip, "src_ip"},
    {IdColumn::src_port, "src_port"},
    {IdColumn::dst_ip, "dst_ip"},
    {IdColumn::dst_port, "dst_port"},
    {IdColumn::protocol, "protocol"},
    {IdColumn::timestamp, "timestamp"},
    {IdColumn::connection_state, "connection_state"},
    {IdColumn::end_reason, "end_reason"},
    {IdColumn::community_id, "community_id"},
}};

bool has(const Flow& flow, unsigned events) { return (flow.tcp_events & events) == events; }

std::string_view reset_state(const Flow& flow) {
  const bool answered = has(flow, kBwdSynAck);
  if (has(flow, kFwdRst)) {
    if (answered) return "RSTO";
    return has(flow, kFwdSyn) ? "RSTOS0" : "OTH";
  }
  if (answered) return has(flow, kFwdSyn) ? "RSTR" : "RSTRH";
  return has(flow, kFwdSyn) ? "REJ" : "OTH";
}

std::string_view answered_state(const Flow& flow) {
  if (!has(flow, kFwdSyn)) return has(flow, kBwdFin) ? "SHR" : "OTH";
  if (has(flow, kFwdFin | kBwdFin)) return "SF";
  if (has(flow, kFwdFin)) return "S2";
  return has(flow, kBwdFin) ? "S3" : "S1";
}

}  // namespace

std::uint64_t flow_number(const Flow& flow) {
  std::uint64_t bits = hash_of(flow.key) ^ static_cast<std::uint64_t>(flow.first);
  const std::uint64_t early = flow.end == EndReason::so_far ? 1 : 0;
  bits ^= early << 63 ^ std::uint64_t{flow.piece} << 32 ^ flow.packets();
  bits *= 0x9e3779b97f4a7c15U;
  bits ^= bits >> 29;
  bits *= 0xbf58476d1ce4e5b9U;
  return (bits ^ (bits >> 32)) >> 1;
}

std::string flow_id(const Flow& flow) { return fmt::format("{:016x}", flow_number(flow)); }

std::string_view connection_state(const Flow& flow) {
  if (flow.key.protocol != kTcp || has(flow, kMidstream)) return "OTH";
  if ((flow.tcp_events & (kFwdRst | kBwdRst)) != 0) return reset_state(flow);
  if (has(flow, kBwdSynAck)) return answered_state(flow);
  if (!has(flow, kFwdSyn)) return "OTH";
  return has(flow, kFwdFin) ? "SH" : "S0";
}

std::string_view to_string(IdColumn column) {
  return kIdNames[static_cast<std::size_t>(column)].second;
}

ColumnType type_of(IdColumn column) {
  switch (column) {
    case IdColumn::src_port:
    case IdColumn::dst_port:
    case IdColumn::protocol:
      return ColumnType::int64;
    case IdColumn::timestamp:
      return ColumnType::timestamp;
    default:
      return ColumnType::text;
  }
}

std::span<const IdColumn> all_id_columns() {
  static const std::vector<IdColumn> kAll = [] {
    std::vector<IdColumn> all;
    for (const auto& [column, name] : kIdNames) all.push_back(column);
    return all;
  }();
  return kAll;
}

void push_id(Column& into, IdColumn column, const Flow& flow) {
  switch (column) {
    case IdColumn::flow_id:
      return into.push_text(flow_id(flow));
    case IdColumn::src_ip:
      return into.push_text(to_string(flow.initiator().address));
    case IdColumn::src_port:
      return into.push_int64(flow.initiator().port);
    case IdColumn::dst_ip:
      return into.push_text(to_string(flow.responder().address));
    case IdColumn::dst_port:
      return into.push_int64(flow.responder().port);
    case IdColumn::protocol:
      return into.push_int64(flow.key.protocol);
    case IdColumn::timestamp:
      return into.push_int64(flow.first);
    case IdColumn::connection_state:
      return into.push_text(connection_state(flow));
    case IdColumn::end_reason:
      return into.push_text(to_string(flow.end));
    case IdColumn::community_id:
      return into.push_text(community_id(flow.initiator(), flow.responder(), flow.key.protocol,
                                         {flow.icmp_type, flow.icmp_code}));
  }
}

FlowTable::FlowTable(std::vector<IdColumn> ids, FeatureSet set, LabelColumn label)
    : ids_(std::move(ids)), set_(std::move(set)), label_(label), values_(set_.features().size()) {
  for (const IdColumn id : ids_)
    table_.columns.push_back(Column::make(std::string(to_string(id)), type_of(id)));
  for (const FeatureSpec* spec : set_.features())
    table_.columns.push_back(Column::make(std::string(spec->name), ColumnType::float64));
  if (label_ == LabelColumn::present)
    table_.columns.push_back(Column::make("label", ColumnType::text));
}

void FlowTable::add(const Flow& flow, const HostCounts& hosts, std::string_view label) {
  auto column = table_.columns.begin();
  for (const IdColumn id : ids_) push_id(*column++, id, flow);
  set_.values(values_, {flow, hosts});
  for (const double value : values_) (column++)->push_float64(value);
  if (label_ == LabelColumn::present) column->push_text(label);
}

void FlowTable::clear() {
  for (Column& column : table_.columns) column.clear();
}

}  // namespace vedette
