// SPDX-License-Identifier: Apache-2.0
/// Flows of other tools and of captures, as a stream, whatever file they come from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/records.hpp"
#include "records/flow_record.hpp"

namespace vedette {

struct FlowBatch {
  std::vector<FlowRecord> flows{};
  std::vector<RejectedRow> rejected{};
};

/// Not thread-safe.
class FlowSource {
 public:
  virtual ~FlowSource() = default;
  /// What this format knows of a flow: the features that need more cannot be computed from it.
  [[nodiscard]] virtual Facets known() const = 0;
  /// Whether records may have labels; where none can, a schema that needs one is refused.
  [[nodiscard]] virtual bool has_labels() const { return true; }
  /// Up to about `max_flows`; nullopt at the end. A batch may be empty. Errors: `io`, `malformed`
  /// where the file is damaged; what came before has been handed out.
  [[nodiscard]] virtual Result<std::optional<FlowBatch>> next(std::size_t max_flows) = 0;
  /// As RecordReader has them.
  [[nodiscard]] virtual std::string content_sha256() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
  [[nodiscard]] virtual std::string header() const { return {}; }
  [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace vedette
