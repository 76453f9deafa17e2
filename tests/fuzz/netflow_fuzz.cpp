// SPDX-License-Identifier: Apache-2.0
#include "flows_fuzz.hpp"
#include "records/netflow.hpp"

namespace {

/// As from a socket: the first two bytes are the length of the first datagram, and so on.
void fuzz_datagrams(vedette::ByteSpan bytes) {
  vedette::NetflowDecoder decoder;
  while (bytes.size() > 2) {
    const std::size_t wanted = std::size_t{bytes[0]} << 8 | bytes[1];
    const std::size_t length = std::min(wanted, bytes.size() - 2);
    const vedette::NetflowPacket packet = decoder.add(bytes.subspan(2, length));
    for (const vedette::FlowRecord& record : packet.flows)
      vedette::check(record.flow.first <= record.flow.last, "flows end after they begin");
    bytes = bytes.subspan(2 + length);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vedette::fuzz_flows("netflow", data, size);
  fuzz_datagrams({data, size});
  return 0;
}
