// SPDX-License-Identifier: Apache-2.0
/// From the information elements of one exported record to a flow.
#pragma once

#include "records/flow_record.hpp"
#include "records/netflow_template.hpp"

namespace vedette {

/// What an export packet says for all of its records.
struct ExportContext {
  TimeNs exported = 0;          ///< when it was sent
  std::uint32_t uptime_ms = 0;  ///< of the exporter then; v5 and v9
  bool has_uptime = false;
};

/// What exporters may tell; each record lacks some of it.
inline constexpr Facets kNetflowKnows = kTimes | kPacketCounts | kPacketTotal | kIpSums |
                                        kTcpState | kIcmpKind | kTtl | kHosts | kEndReason;

/// Collects the elements of a record, then makes the flow of it. Elements by their numbers in the
/// IANA registry (https://www.iana.org/assignments/ipfix); reverse ones by RFC 5103.
class FlowElements {
 public:
  explicit FlowElements(const ExportContext& context) : context_(context) {}

  /// Ignores elements that mean nothing here, and values of odd lengths.
  void take(const TemplateField& field, ByteSpan value);
  /// nullopt where there are no two addresses: a record of something else than a flow.
  [[nodiscard]] std::optional<FlowRecord> finish() const;

 private:
  struct Counted {
    std::optional<std::uint64_t> packets{};
    std::optional<std::uint64_t> bytes{};
    std::optional<std::uint8_t> flags{};
  };
  struct Span {
    std::optional<TimeNs> first{};
    std::optional<TimeNs> last{};
  };

  void take_key(std::uint16_t element, ByteSpan value, std::uint64_t number);
  void take_count(Counted& side, std::uint16_t element, std::uint64_t number);
  void take_time(std::uint16_t element, ByteSpan value, std::uint64_t number);
  void take_rest(std::uint16_t element, std::uint64_t number);
  [[nodiscard]] Span span() const;
  [[nodiscard]] Span relative_span() const;
  void set_span(FlowRecord& record) const;
  void set_counts(FlowRecord& record) const;

  ExportContext context_;
  std::optional<Address> from_{};
  std::optional<Address> to_{};
  std::uint16_t from_port_ = 0;
  std::uint16_t to_port_ = 0;
  std::uint8_t protocol_ = 0;
  std::uint16_t vlan_ = 0;
  Counted forward_{};
  Counted backward_{};
  Span absolute_{};
  std::optional<std::uint64_t> first_uptime_ms_{};
  std::optional<std::uint64_t> last_uptime_ms_{};
  std::optional<std::uint64_t> started_ms_{};   ///< of the exporter, since 1970
  std::optional<std::uint64_t> duration_us_{};
  std::optional<std::uint8_t> icmp_type_{};
  std::optional<std::uint8_t> icmp_code_{};
  std::optional<std::uint8_t> least_ttl_{};
  std::optional<std::uint8_t> most_ttl_{};
  std::optional<std::uint64_t> end_reason_{};
};

}  // namespace vedette
