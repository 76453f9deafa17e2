// SPDX-License-Identifier: Apache-2.0
/// Flows of other tools and of captures, as a stream, whatever file they come from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/records.hpp"
#include "features/feature.hpp"
#include "flow/flow.hpp"

namespace vedette {

/// One flow of a file. Fields of `flow` that the source does not know keep their initial value;
/// FlowSource::known() says which those are.
struct FlowRecord {
  Flow flow{};
  TimeNs reported = 0;      ///< when the flow was over
  std::string label{};      ///< as the file gives it; empty when it gives none
  std::int64_t row = 0;     ///< 1-based number of the record in its file
};

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
  /// Up to about `max_flows`; nullopt at the end. A batch may be empty. Errors: `io`, `malformed`
  /// where the file is damaged; what came before has been handed out.
  [[nodiscard]] virtual Result<std::optional<FlowBatch>> next(std::size_t max_flows) = 0;
  /// As RecordReader has them.
  [[nodiscard]] virtual std::string content_sha256() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace vedette
