// SPDX-License-Identifier: Apache-2.0
/// A flow as another tool, or a capture, tells of it.
#pragma once

#include <cstdint>
#include <string>

#include "features/feature.hpp"
#include "flow/flow.hpp"

namespace vedette {

/// One flow of a file. Fields of `flow` that the source does not know keep their initial value.
struct FlowRecord {
  Flow flow{};
  TimeNs reported = 0;    ///< when the flow was over
  std::string label{};    ///< as the file gives it; empty when it gives none
  std::int64_t row = 0;   ///< 1-based number of the record in its file
  Facets lacks = 0;       ///< what its source knows in general, and this record does not say
  std::int64_t byte = 0;  ///< 0-based offset of the record in the uncompressed input
  std::string text{};     ///< the record as it stands there; empty where it is no text
};

}  // namespace vedette
