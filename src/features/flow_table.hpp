// SPDX-License-Identifier: Apache-2.0
/// Flows as rows of a table: who spoke to whom, then one column per feature.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"
#include "features/feature.hpp"

namespace vedette {

/// Stable identifier of a row: 16 hexadecimal digits made of the flow's key, first time and number
/// of packets, the same for every run over the same packets. Pieces and early records of one flow
/// differ.
[[nodiscard]] std::string flow_id(const Flow& flow);
/// The same as a number below 2^63, as EVE wants it.
[[nodiscard]] std::uint64_t flow_number(const Flow& flow);

/// How far a TCP connection came, in Zeek's words (S0, SF, REJ, RSTO ...); `OTH` for all else.
[[nodiscard]] std::string_view connection_state(const Flow& flow);

/// The columns that say which flow it is. None of them is a feature.
enum class IdColumn : std::uint8_t {
  flow_id,
  src_ip,
  src_port,
  dst_ip,
  dst_port,
  protocol,
  timestamp,  ///< of the first packet
  connection_state,
  end_reason,
  community_id,
};
/// Name of the column, as above.
[[nodiscard]] std::string_view to_string(IdColumn column);
[[nodiscard]] ColumnType type_of(IdColumn column);
[[nodiscard]] std::span<const IdColumn> all_id_columns();
/// Adds the flow's value to a column of that type.
void push_id(Column& into, IdColumn column, const Flow& flow);

/// Whether the last column of a table is a label.
enum class LabelColumn : bool { absent, present };

/// Builds a table flow by flow: id columns, features, and perhaps `label`.
class FlowTable {
 public:
  FlowTable(std::vector<IdColumn> ids, FeatureSet set, LabelColumn label = LabelColumn::absent);

  void add(const Flow& flow, const HostCounts& hosts, std::string_view label = {});
  [[nodiscard]] std::size_t rows() const { return table_.rows(); }
  [[nodiscard]] const Table& table() const { return table_; }
  /// Forgets the rows and keeps the memory.
  void clear();

 private:
  std::vector<IdColumn> ids_;
  FeatureSet set_;
  LabelColumn label_;
  std::vector<double> values_;  ///< of the row that is added
  Table table_{};
};

}  // namespace vedette
