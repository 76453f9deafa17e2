// SPDX-License-Identifier: Apache-2.0
#include "ingest/capture_flows.hpp"

#include <fmt/format.h>

#include <deque>
#include <utility>

namespace vedette {
namespace {

class CaptureFlows final : public FlowSource {
 public:
  CaptureFlows(CaptureReader reader, CaptureFlowOptions options)
      : reader_(std::move(reader)),
        labels_(std::move(options.labels)),
        meter_(options.decode, options.meter) {}

  Facets known() const override { return kAllFacets; }
  bool has_labels() const override { return labels_.has_value(); }

  Result<std::optional<FlowBatch>> next(std::size_t max_flows) override {
    while (waiting_.size() < max_flows && !at_end_) read_on();
    if (waiting_.empty() && failure_) return tl::unexpected(*failure_);
    if (waiting_.empty()) return std::nullopt;
    FlowBatch batch;
    while (!waiting_.empty() && batch.flows.size() < max_flows) {
      batch.flows.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
    }
    return batch;
  }

  std::string content_sha256() const override { return reader_.bytes().content_sha256(); }
  std::uint64_t bytes_read() const override { return reader_.bytes_read(); }
  std::uint64_t bytes_total() const override { return reader_.bytes_total(); }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes;
    const MeterCounters& counters = meter_.counters();
    for (std::size_t i = 1; i < counters.outcomes.size(); ++i)
      if (counters.outcomes[i] > 0)
        notes.push_back(fmt::format("{} packets in no flow: {}", counters.outcomes[i],
                                    to_string(static_cast<Outcome>(i))));
    return notes;
  }

 private:
  void read_on() {
    if (input_ended_) {
      const std::span<const FlowReport> last = meter_.finish();
      at_end_ = last.empty();
      return take(last);
    }
    const auto packets = reader_.next(meter_.batch_packets());
    if (packets && *packets) return take(meter_.add(**packets));
    input_ended_ = true;
    if (!packets) failure_ = packets.error();
  }

  void take(std::span<const FlowReport> reports) {
    for (const FlowReport& report : reports) {
      FlowRecord& record = waiting_.emplace_back();
      record.flow = *report.flow;
      record.reported = report.reported;
      record.row = ++rows_;
      if (labels_) record.label = labels_->label_of(*report.flow);
    }
  }

  CaptureReader reader_;
  std::optional<FlowLabels> labels_;
  PacketMeter meter_;
  std::deque<FlowRecord> waiting_{};
  std::optional<Error> failure_{};  ///< told once the flows before it are handed out
  std::int64_t rows_ = 0;
  bool input_ended_ = false;
  bool at_end_ = false;
};

}  // namespace

std::unique_ptr<FlowSource> capture_flows(CaptureReader reader, CaptureFlowOptions options) {
  return std::make_unique<CaptureFlows>(std::move(reader), std::move(options));
}

}  // namespace vedette
