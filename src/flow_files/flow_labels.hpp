// SPDX-License-Identifier: Apache-2.0
/// Labels for flows from a schedule: who attacked whom, how and when. The file form is
/// docs/formats/label-schedule.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/byte_source.hpp"
#include "flow/flow.hpp"

namespace vedette {

/// A range of ports; 0 to 65535 is any.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0xffff;
  [[nodiscard]] bool contains(std::uint16_t port) const { return port >= first && port <= last; }
};

/// One row of a schedule. What is not set matches anything.
struct ScheduleRow {
  std::string label;
  TimeNs start = 0;  ///< inclusive, as `end`; compared with the flow's first packet
  TimeNs end = 0;
  std::optional<std::uint8_t> protocol{};
  std::optional<AddressBlock> initiator{};
  std::optional<AddressBlock> responder{};
  PortRange initiator_ports{};
  PortRange responder_ports{};
  bool attempted_without_payload = false;
};

/// Rows are tried in the order of the file; the first that matches gives the label. A flow whose
/// beginning was not captured is tried in both directions.
class FlowLabels {
 public:
  /// Reads a schedule. Errors: `malformed` with the row, those of ByteSource.
  [[nodiscard]] static Result<FlowLabels> read(ByteSource source);
  explicit FlowLabels(std::vector<ScheduleRow> rules);

  /// `benign` where no row matches; ` - Attempted` is added where the row says so and the
  /// initiator sent no payload.
  [[nodiscard]] std::string_view label_of(const Flow& flow) const;
  [[nodiscard]] std::size_t size() const { return rules_.size(); }

 private:
  struct Named {
    ScheduleRow rule;
    std::string attempted;
  };
  [[nodiscard]] const Named* find(const Endpoint& from, const Endpoint& to,
                                  const Flow& flow) const;

  std::vector<Named> rules_{};
  /// Rows with two whole addresses, by these; the others are in `open_`.
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_pair_{};
  std::vector<std::uint32_t> open_{};
};

}  // namespace vedette
