// SPDX-License-Identifier: Apache-2.0
#include "ingest/netflow_flows.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/hash.hpp"
#include "data/text_window.hpp"

namespace vedette {
namespace {

class NetflowFlows final : public FlowSource {
 public:
  explicit NetflowFlows(TextWindow window) : window_(std::move(window)) {}

  Facets known() const override { return kNetflowKnows; }
  bool has_labels() const override { return false; }

  Result<std::optional<FlowBatch>> next(std::size_t max_flows) override {
    FlowBatch batch;
    bool any = false;
    while (batch.flows.size() < max_flows) {
      const std::optional<std::size_t> bytes = packet_in_window();
      if (!bytes || *bytes == 0) break;
      take_packet(*bytes, batch);
      any = true;
    }
    if (any) return batch;
    if (window_.failure()) return tl::unexpected(*window_.failure());
    if (!window_.text().empty())
      return fail(ErrorCode::malformed, "no export packet starts here, and the rest is lost",
                  "record one datagram after the other, without anything between them",
                  {.file = window_.source().name(),
                   .row = {},
                   .column = {},
                   .byte = static_cast<std::int64_t>(window_.offset())});
    return std::nullopt;
  }

  std::string content_sha256() const override { return window_.source().content_sha256(); }
  std::uint64_t bytes_read() const override { return window_.source().bytes_read(); }
  std::uint64_t bytes_total() const override { return window_.source().bytes_total(); }
  std::vector<std::string> notes() const override { return notes_of(decoder_.counters()); }

 private:
  ByteSpan bytes() const {
    const std::string_view text = window_.text();
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  }

  /// Length of the next packet, which is in the window then; nullopt or 0 where there is none.
  std::optional<std::size_t> packet_in_window() {
    for (;;) {
      // What damage to the file cut off is no packet; what stands before it is.
      const bool whole = window_.at_end() && !window_.failure();
      const auto length =
          netflow_packet_bytes(bytes(), whole ? MoreBytes::none : MoreBytes::may_follow);
      if (!length || *length > 0 || window_.at_end()) return length;
      window_.extend();
    }
  }

  void take_packet(std::size_t length, FlowBatch& batch) {
    const ByteSpan datagram = bytes().first(length);
    NetflowPacket packet = decoder_.add(datagram);
    const auto byte = static_cast<std::int64_t>(window_.offset());
    for (FlowRecord& record : packet.flows) {
      record.row = ++row_number_;
      record.byte = byte;
      batch.flows.push_back(std::move(record));
    }
    if (packet.damage) {
      const std::string digits = to_hex(window_.text().substr(0, length));
      batch.rejected.push_back(reject(window_.source().name(), {++row_number_, byte, digits}, {},
                                      std::move(*packet.damage)));
    }
    window_.drop(length);
  }

  TextWindow window_;
  NetflowDecoder decoder_{};
  std::int64_t row_number_ = 0;
};

}  // namespace

std::unique_ptr<FlowSource> netflow_flows(ByteSource source, const ReadOptions& options) {
  return std::make_unique<NetflowFlows>(TextWindow(std::move(source), options.chunk_bytes, 0));
}

std::vector<std::string> notes_of(const NetflowCounters& counters) {
  const std::pair<std::uint64_t, std::string_view> rows[] = {
      {counters.unknown_sets, "sets of records came before their template and were passed over"},
      {counters.other_records, "records are not of flows between two addresses"},
      {counters.options_records, "records are about the exporter"},
      {counters.refused_templates, "templates make no sense and were refused"},
      {counters.evicted_templates, "templates made way for others"},
      {counters.sequence_gaps, "gaps in the sequence numbers"},
      {counters.missed, "records or packets are missing there"}};
  std::vector<std::string> notes;
  for (const auto& [count, what] : rows)
    if (count > 0) notes.push_back(fmt::format("{} {}", count, what));
  return notes;
}

}  // namespace vedette
