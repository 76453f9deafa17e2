// SPDX-License-Identifier: Apache-2.0
#include "flow/packet_meter.hpp"

#include <algorithm>

#include "base/parallel.hpp"

namespace vedette {
namespace {

constexpr std::size_t kSmallBatch = 1'024;   // facts stay in the second-level cache
constexpr std::size_t kLargeBatch = 65'536;  // long enough to pay for starting threads
constexpr std::size_t kSlice = 4'096;

bool is_fragment(const PacketFacts& facts) {
  return facts.fragment != Fragment::none && facts.outcome == Outcome::ok;
}

}  // namespace

PacketMeter::PacketMeter(const DecodeOptions& decode, const MeterOptions& meter)
    : decode_(decode), threads_(meter.threads), meter_(meter) {}

std::size_t PacketMeter::batch_packets() const { return threads_ > 1 ? kLargeBatch : kSmallBatch; }

void PacketMeter::decode_all(std::span<const PacketView> packets) {
  facts_.resize(packets.size());
  const std::size_t slices = (packets.size() + kSlice - 1) / kSlice;
  parallel_for(slices, threads_, [&](std::size_t slice) {
    const std::size_t end = std::min(packets.size(), (slice + 1) * kSlice);
    for (std::size_t i = slice * kSlice; i < end; ++i) facts_[i] = decode(packets[i], decode_);
  });
}

/// Puts what the fragment table gives back in the place of each fragment.
void PacketMeter::resolve_fragments() {
  if (std::ranges::none_of(facts_, is_fragment)) return;
  std::vector<PacketFacts> resolved;
  resolved.reserve(facts_.size());
  for (const PacketFacts& facts : facts_) {
    if (!is_fragment(facts)) {
      resolved.push_back(facts);
      continue;
    }
    const std::vector<PacketFacts> countable = fragments_.add(facts);
    resolved.insert(resolved.end(), countable.begin(), countable.end());
  }
  facts_.swap(resolved);
}

std::span<const FlowReport> PacketMeter::add(std::span<const PacketView> packets) {
  decode_all(packets);
  resolve_fragments();
  return meter_.add(facts_);
}

std::span<const FlowReport> PacketMeter::finish() {
  facts_ = fragments_.finish();
  return meter_.finish(facts_);
}

}  // namespace vedette
