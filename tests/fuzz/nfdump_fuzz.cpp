// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "flows_fuzz.hpp"
#include "records/nfdump_packing.hpp"

namespace {

/// The first byte chooses the packing; room is small, so that it runs out too.
void fuzz_block(vedette::ByteSpan bytes) {
  constexpr std::size_t kRoom = 4096;
  if (bytes.empty()) return;
  const auto packing = static_cast<vedette::NfdumpPacking>(bytes[0] % vedette::kNfdumpPackings);
  std::vector<std::uint8_t> into(kRoom);
  const auto size = vedette::unpack_block(packing, bytes.subspan(1), into);
  vedette::check(!size || *size <= kRoom, "no more is written than there is room");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vedette::fuzz_flows("nfdump", data, size);
  fuzz_block({data, size});
  return 0;
}
