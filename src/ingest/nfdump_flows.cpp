// SPDX-License-Identifier: Apache-2.0
#include "ingest/nfdump_flows.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/hash.hpp"
#include "data/text_window.hpp"
#include "records/nfdump.hpp"
#include "records/nfdump_record.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostKinds = 100;

std::string_view text_of(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

class NfdumpFlows final : public FlowSource {
 public:
  explicit NfdumpFlows(TextWindow window) : window_(std::move(window)) {}

  /// To be called first: reads the header.
  Result<> start() {
    while (window_.text().size() < NfdumpHeader::kBytes && !window_.at_end()) window_.extend();
    if (window_.failure()) return tl::unexpected(*window_.failure());
    header_ = VEDETTE_TRY(parse_nfdump_header(window_bytes(), file()));
    window_.drop(NfdumpHeader::kBytes);
    return {};
  }

  Facets known() const override { return kNfdumpKnows; }
  bool has_labels() const override { return false; }

  Result<std::optional<FlowBatch>> next(std::size_t max_flows) override {
    FlowBatch batch;
    bool any = false;
    while (batch.flows.size() < max_flows) {
      if (records_left_ > 0) {
        take_record(batch);
      } else {
        close_block(batch);
        if (!take_block(batch)) break;
      }
      any = true;
    }
    if (any) return batch;
    if (failure_) return tl::unexpected(*failure_);
    return std::nullopt;
  }

  std::string content_sha256() const override { return window_.source().content_sha256(); }
  std::uint64_t bytes_read() const override { return window_.source().bytes_read(); }
  std::uint64_t bytes_total() const override { return window_.source().bytes_total(); }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes;
    for (const auto& [kind, count] : passed_over_)
      notes.push_back(fmt::format("passed over {} of kind '{}'", count, kind));
    if (decoder_.unknown_extensions() > 0)
      notes.push_back(
          fmt::format("{} extensions of records are not known", decoder_.unknown_extensions()));
    if (bytes_after_ > 0)
      notes.push_back(fmt::format("{} bytes follow the last block", bytes_after_));
    return notes;
  }

 private:
  const std::string& file() const { return window_.source().name(); }
  ByteSpan window_bytes() const {
    const std::string_view text = window_.text();
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
  }

  /// False where there is no further block: at the end, or at a failure, which is kept.
  bool take_block(FlowBatch& batch) {
    if (failure_ || header_.blocks == blocks_) return finish();
    if (!fill(NfdumpBlockHeader::kBytes)) return end_early();
    const NfdumpBlockHeader block = parse_nfdump_block_header(window_bytes());
    if (block.bytes > kMostBlockBytes)
      return stop(fmt::format("a block says that it has {} bytes", block.bytes), window_.offset());
    if (!fill(NfdumpBlockHeader::kBytes + block.bytes)) return end_early();
    block_byte_ = window_.offset();
    ++blocks_;
    open_block(block, window_bytes().subspan(NfdumpBlockHeader::kBytes, block.bytes), batch);
    window_.drop(NfdumpBlockHeader::kBytes + block.bytes);
    return true;
  }

  /// Whether so many bytes are in the window now.
  bool fill(std::size_t count) {
    while (window_.text().size() < count && !window_.at_end()) window_.extend();
    return window_.text().size() >= count;
  }

  void open_block(const NfdumpBlockHeader& block, ByteSpan packed, FlowBatch& batch) {
    if (block.type != NfdumpBlockHeader::kRecords)
      return pass_over(fmt::format("block of type {}", block.type));
    const NfdumpPacking packing = block.packed ? header_.packing : NfdumpPacking::none;
    block_.resize(packing == NfdumpPacking::none ? packed.size() : kMostBlockBytes);
    const auto unpacked = unpack_block(packing, packed, block_);
    if (!unpacked)
      return reject_bytes(packed, {"damaged_block", "the block cannot be unpacked"}, batch);
    rest_ = ByteSpan(block_).first(*unpacked);
    records_left_ = block.records;
  }

  /// What is left of a block after its last record.
  void close_block(FlowBatch& batch) {
    if (rest_.empty()) return;
    reject_bytes(rest_,
                 {"damaged_block", fmt::format("{} bytes follow the last record", rest_.size())},
                 batch);
    rest_ = {};
  }

  void take_record(FlowBatch& batch) {
    const ByteSpan record = first_nfdump_record(rest_);
    if (record.empty()) {
      reject_bytes(rest_,
                   {"damaged_block", fmt::format("the last {} records of the block cannot be told "
                                                 "apart", records_left_)},
                   batch);
      records_left_ = 0;
      rest_ = {};
      return;
    }
    rest_ = rest_.subspan(record.size());
    --records_left_;
    take_outcome(decoder_.add(record), record, batch);
  }

  void take_outcome(NfdumpOutcome outcome, ByteSpan record, FlowBatch& batch) {
    if (std::holds_alternative<NoRecord>(outcome)) return;
    if (auto* reason = std::get_if<RejectReason>(&outcome))
      return reject_bytes(record, std::move(*reason), batch);
    ++row_number_;
    if (const auto* over = std::get_if<PassedOver>(&outcome)) return pass_over(over->kind);
    FlowRecord& flow = std::get<FlowRecord>(outcome);
    flow.row = row_number_;
    flow.byte = static_cast<std::int64_t>(block_byte_);
    batch.flows.push_back(std::move(flow));
  }

  void reject_bytes(ByteSpan bytes, RejectReason reason, FlowBatch& batch) {
    const std::string digits = to_hex(text_of(bytes));
    const auto byte = static_cast<std::int64_t>(block_byte_);
    batch.rejected.push_back(
        reject(file(), {++row_number_, byte, digits}, {}, std::move(reason)));
  }

  void pass_over(const std::string& kind) {
    const bool known = passed_over_.contains(kind) || passed_over_.size() < kMostKinds;
    ++passed_over_[known ? kind : "other"];
  }

  /// Reads what is left, since the hash is that of the whole file.
  bool finish() {
    while (!failure_ && (!window_.text().empty() || !window_.at_end())) {
      bytes_after_ += window_.text().size();
      window_.drop(window_.text().size());
      window_.extend();
    }
    if (!failure_) failure_ = window_.failure();
    return false;
  }

  /// The input is over: rightly only before the next block of a file that was never closed.
  bool end_early() {
    if (window_.failure()) {
      failure_ = window_.failure();
      return false;
    }
    if (window_.text().empty() && !header_.blocks) return false;
    const std::string of = header_.blocks ? fmt::format(" of {}", *header_.blocks) : std::string();
    return stop(fmt::format("the file ends inside block {}{}", blocks_ + 1, of),
                window_.offset() + window_.text().size());
  }

  bool stop(std::string message, std::uint64_t byte) {
    failure_ = Error{ErrorCode::malformed, std::move(message), "copy the file again",
                     {.file = file(),
                      .row = {},
                      .column = {},
                      .byte = static_cast<std::int64_t>(byte)},
                     {}};
    return false;
  }

  TextWindow window_;
  NfdumpHeader header_{};
  NfdumpDecoder decoder_{};
  std::uint64_t blocks_ = 0;               ///< taken so far
  std::vector<std::uint8_t> block_{};      ///< the one being read
  std::uint64_t block_byte_ = 0;           ///< where it starts
  ByteSpan rest_{};                        ///< of block_
  std::uint32_t records_left_ = 0;         ///< in rest_, as the block says
  std::int64_t row_number_ = 0;
  std::uint64_t bytes_after_ = 0;
  std::map<std::string, std::uint64_t> passed_over_{};
  std::optional<Error> failure_{};
};

}  // namespace

Result<std::unique_ptr<FlowSource>> nfdump_flows(ByteSource source, const ReadOptions& options) {
  auto flows = std::make_unique<NfdumpFlows>(TextWindow(std::move(source), options.chunk_bytes, 0));
  VEDETTE_TRY(flows->start());
  return flows;
}

}  // namespace vedette
