// SPDX-License-Identifier: Apache-2.0
/// NetFlow v5, NetFlow v9 (RFC 3954) and IPFIX (RFC 7011), one export packet at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "records/line_parser.hpp"
#include "records/netflow_record.hpp"
#include "records/netflow_template.hpp"

namespace vedette {

/// What happened so far. Nothing is dropped that is not counted here.
struct NetflowCounters {
  std::uint64_t packets = 0;            ///< export packets taken
  std::uint64_t malformed = 0;          ///< of them: damaged somewhere
  std::uint64_t flows = 0;              ///< handed out
  std::uint64_t other_records = 0;      ///< without two addresses
  std::uint64_t options_records = 0;    ///< about the exporter
  std::uint64_t templates = 0;          ///< taken, repetitions included
  std::uint64_t refused_templates = 0;  ///< absurd
  std::uint64_t evicted_templates = 0;  ///< made way for others
  std::uint64_t unknown_sets = 0;       ///< of records whose template has not come yet
  std::uint64_t sequence_gaps = 0;      ///< how often something is missing
  std::uint64_t missed = 0;             ///< v5 and IPFIX: records; v9: packets
};

/// What one packet held.
struct NetflowPacket {
  std::vector<FlowRecord> flows{};       ///< only what comes from the record is set
  std::optional<RejectReason> damage{};  ///< why the rest of the packet could not be read
};

/// Keeps the templates of every exporter and observation domain, at most so many as TemplateCache
/// does, and the sequence numbers of at most 4,096 domains. A record is one direction of a flow
/// unless the exporter sends both in one (RFC 5103). Sampled counts stay as they are exported.
/// Not thread-safe.
class NetflowDecoder {
 public:
  [[nodiscard]] NetflowPacket add(ByteSpan datagram, const Address& exporter = {});
  [[nodiscard]] const NetflowCounters& counters() const { return counters_; }

 private:
  struct Message {
    TemplateKey domain{};
    ExportContext context{};
    std::uint32_t records = 0;  ///< data records read, options included
    bool all_known = true;      ///< no set had an unknown template
  };

  void read_v5(ByteSpan datagram, Message& message, NetflowPacket& packet);
  void read_sets(ByteSpan sets, Message& message, NetflowPacket& packet);
  bool read_set(std::uint16_t id, ByteSpan body, Message& message, NetflowPacket& packet);
  void read_templates(ByteSpan body, TemplateForm form, const TemplateKey& domain);
  bool read_records(ByteSpan body, const RecordTemplate& form, Message& message,
                    NetflowPacket& packet);
  void take(const FlowElements& elements, NetflowPacket& packet);
  void follow(const TemplateKey& domain, std::uint32_t sequence, std::optional<std::uint32_t> next);

  TemplateCache templates_{};
  std::map<TemplateKey, std::uint32_t> expected_{};  ///< next sequence number; id is the engine
  NetflowCounters counters_{};
};

/// Length of the export packet at the front of bytes in which packets follow one another. NetFlow
/// v9 does not state its length: its sets are walked until a packet begins, which no set can look
/// like (set ids 2 to 255 are reserved). 0 where more bytes are needed; nullopt where no packet
/// starts here.
enum class MoreBytes : std::uint8_t { may_follow, none };
[[nodiscard]] std::optional<std::size_t> netflow_packet_bytes(ByteSpan bytes, MoreBytes more);

/// Whether bytes start with a plausible export packet.
[[nodiscard]] bool is_netflow(std::string_view start);

}  // namespace vedette
