// SPDX-License-Identifier: Apache-2.0
/// Flows of any source as rows of a schema.
#pragma once

#include <memory>

#include "ingest/flow_columns.hpp"
#include "ingest/flow_source.hpp"

namespace vedette {

/// What is to be read, and under which name errors speak of it.
struct FlowInput {
  std::unique_ptr<FlowSource> flows;
  std::string file{};    ///< as the user named it
  std::string what{};    ///< such as `a Zeek conn.log`
  ReplayAs replay{};     ///< the catalogue entry, and its options
};

/// Columns as plan_columns() says. A value that its record does not tell is missing. Counts over
/// hosts are taken over the flows in the order of the file. Values that do not fit the type of
/// their column, such as a fraction in an int64 column, reject the row. Errors: `schema_mismatch`.
[[nodiscard]] Result<std::unique_ptr<RecordReader>> read_flows(FlowInput input,
                                                               const Schema& schema,
                                                               const ReadOptions& options);

}  // namespace vedette
