// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "flow_files/flow_writer.hpp"

namespace vedette {

std::span<const FlowFormat> flow_formats() {
  static const FlowFormat kFormats[] = {
      csv_flow_format(), jsonl_flow_format(), npy_flow_format(),
      eve_flow_format(), zeek_flow_format(),
  };
  return kFormats;
}

Result<const FlowFormat*> find_flow_format(std::string_view name) {
  std::vector<std::string_view> names;
  for (const FlowFormat& format : flow_formats()) {
    if (format.name == name) return &format;
    names.push_back(format.name);
  }
  return fail(ErrorCode::not_found, fmt::format("there is no flow format '{}'", name),
              fmt::format("formats are {}", fmt::join(names, ", ")));
}

}  // namespace vedette
