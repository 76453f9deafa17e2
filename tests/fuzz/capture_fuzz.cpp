// SPDX-License-Identifier: Apache-2.0
// A capture file: packets must not depend on how many are asked for at a time, lie inside their
// limits, and every one of them must come out of the flow meter or its counters.
#include <string>
#include <vector>

#include "capture/capture_reader.hpp"
#include "flow/packet_meter.hpp"

namespace vedette {
namespace {

struct Seen {
  std::vector<std::size_t> sizes{};
  std::vector<TimeNs> times{};
  bool operator==(const Seen&) const = default;
};

Seen read_all(const std::string& bytes, std::size_t at_a_time) {
  Seen seen;
  auto source = ByteSource::from_memory(bytes, "fuzz");
  if (!source) return seen;
  auto reader = CaptureReader::open(std::move(*source));
  if (!reader) return seen;
  PacketMeter meter({}, {});
  while (true) {
    const auto packets = reader->next(at_a_time);
    if (!packets || !*packets) break;
    for (const PacketView& packet : **packets) {
      check(packet.wire_bytes >= packet.bytes.size(), "no more is captured than was sent");
      seen.sizes.push_back(packet.bytes.size());
      seen.times.push_back(packet.time);
    }
    static_cast<void>(meter.add(**packets));
  }
  while (!meter.finish().empty()) {
  }
  check(meter.counters().packets == seen.sizes.size(), "every packet is counted");
  return seen;
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // What is packed is not what is tested here.
  if (bytes.starts_with("\x1f") || bytes.starts_with("\x28")) return 0;
  vedette::check(vedette::read_all(bytes, 1) == vedette::read_all(bytes, 1000),
                 "packets do not depend on the batches");
  return 0;
}
