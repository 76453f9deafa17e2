// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ingest/source.hpp"

namespace vedette {

std::span<const Source> sources() {
  static const std::vector<Source> kSources = {
      capture_source(),
      netflow_source(),
      nfdump_source(),
      zeek_source(),
      eve_source(),
      argus_source(),
      jsonl_source(),  // after the formats that are JSON Lines too
      csv_source(),    // last: any text may be CSV
  };
  return kSources;
}

Result<const Source*> find_source(std::string_view name) {
  std::vector<std::string> names;
  for (const Source& source : sources()) {
    if (source.name == name) return &source;
    names.push_back(source.name);
  }
  const std::string near = nearest_word(name, names);
  return fail(ErrorCode::not_found, fmt::format("there is no source format '{}'", name),
              near.empty() ? fmt::format("formats are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
}

}  // namespace vedette
