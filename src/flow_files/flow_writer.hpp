// SPDX-License-Identifier: Apache-2.0
/// Flows out: one catalogue entry per file format.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "features/feature.hpp"

namespace vedette {

/// One flow as it is written. Borrows everything.
struct FlowRow {
  const Flow& flow;
  const HostCounts& hosts;
  TimeNs reported = 0;
  std::string_view label{};  ///< empty when flows are not labelled
};

struct FlowWriterOptions {
  FeatureSet features{};  ///< for formats that hold features
  bool labelled = false;  ///< rows carry a label
};

/// Turns flows into bytes of one file. Not thread-safe.
class FlowWriter {
 public:
  virtual ~FlowWriter() = default;
  virtual void add(const FlowRow& row) = 0;
  /// Bytes since the last clear(), the head of the file first; valid until the next call.
  [[nodiscard]] virtual std::string_view bytes() = 0;
  /// Forgets them and keeps the memory.
  virtual void clear() = 0;
  /// What closes the file.
  [[nodiscard]] virtual std::string end() { return {}; }
  /// Bytes to write over the head of the file once all rows are known; none for most formats.
  [[nodiscard]] virtual std::string final_head() { return {}; }
};

struct FlowFormat {
  std::string_view name;     ///< what `--format` takes
  std::string_view summary;  ///< one sentence
  bool early_records;        ///< can tell a record of a flow that goes on from a finished one
  bool rewrites_head;        ///< needs a file, not a pipe
  std::unique_ptr<FlowWriter> (*make)(const FlowWriterOptions& options);
};

[[nodiscard]] FlowFormat csv_flow_format();
[[nodiscard]] FlowFormat jsonl_flow_format();
[[nodiscard]] FlowFormat npy_flow_format();
[[nodiscard]] FlowFormat eve_flow_format();
[[nodiscard]] FlowFormat zeek_flow_format();

[[nodiscard]] std::span<const FlowFormat> flow_formats();
/// Errors: `not_found` with the list.
[[nodiscard]] Result<const FlowFormat*> find_flow_format(std::string_view name);

}  // namespace vedette
