// SPDX-License-Identifier: Apache-2.0
/// For fuzz targets of formats of flows.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "ingest/open_records.hpp"
#include "reader_fuzz.hpp"

namespace vedette {

/// A column of each kind that a format may fill; all may be absent.
inline const Schema& flow_fuzz_schema() {
  static const Schema schema = parse_schema(R"(name: flows
columns:
  - {name: flow_id, type: text, may_be_absent: true}
  - {name: src_ip, type: text, may_be_absent: true}
  - {name: dst_port, type: int64, may_be_absent: true}
  - {name: timestamp, type: timestamp, may_be_absent: true}
  - {name: connection_state, type: text, may_be_absent: true}
  - {name: community_id, type: text, may_be_absent: true}
  - {name: end_reason, type: text, may_be_absent: true}
  - {name: duration, type: float64, may_be_absent: true}
  - {name: packets_per_second, type: int64, may_be_absent: true}
  - {name: bwd_packets, type: int64, may_be_absent: true}
  - {name: fwd_payload_bytes, type: int64, may_be_absent: true}
  - {name: src_rejected_share, type: float64, may_be_absent: true}
  - {name: label, type: text, role: label, may_be_absent: true}
)",
                                            "flows.yaml")
                                   .value();
  return schema;
}

/// The first byte chooses the sizes of pieces and batches; the rest is a file of that format. Rows
/// must not depend on the sizes.
inline void fuzz_flows(const std::string& format, const std::uint8_t* data, std::size_t size) {
  if (size == 0) return;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto open = [&](const ReadOptions& read) -> Result<std::unique_ptr<RecordReader>> {
    OpenOptions options;
    options.format = format;
    options.read = read;
    // What is packed is not what is tested here.
    if (text.starts_with("\x1f") || text.starts_with("\x28") || text.starts_with("\xfd"))
      return fail(ErrorCode::unsupported, "packed");
    return open_records(VEDETTE_TRY(ByteSource::from_memory(text, "fuzz")), flow_fuzz_schema(),
                        options);
  };
  expect_same_rows(open, data[0]);
}

}  // namespace vedette
