// SPDX-License-Identifier: Apache-2.0
// A label schedule: whatever is read must give every flow a label.
#include <string>

#include "flow_files/flow_labels.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto source = vedette::ByteSource::from_memory(
      std::string(reinterpret_cast<const char*>(data), size), "fuzz");
  if (!source) return 0;
  const auto labels = vedette::FlowLabels::read(std::move(*source));
  if (!labels) return 0;
  vedette::Flow flow;
  for (const std::uint8_t protocol : {vedette::kTcp, vedette::kUdp, vedette::kIcmp}) {
    flow.key.protocol = protocol;
    vedette::check(!labels->label_of(flow).empty(), "every flow has a label");
  }
  return 0;
}
