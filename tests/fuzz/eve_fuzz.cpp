// SPDX-License-Identifier: Apache-2.0
#include "flows_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vedette::fuzz_flows("eve", data, size);
  return 0;
}
