// SPDX-License-Identifier: Apache-2.0
/// Which column of a schema is what of a flow.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/read_options.hpp"
#include "data/schema.hpp"
#include "features/feature.hpp"
#include "features/flow_table.hpp"

namespace vedette {

/// What fills a column.
struct FlowLabel {};
using ColumnContent = std::variant<std::monostate, IdColumn, const FeatureSpec*, FlowLabel>;

/// A source as planning sees it.
struct FlowOffer {
  std::string what{};  ///< such as `a Zeek conn.log`
  Facets known = 0;
  bool has_labels = false;
};

/// What must be known of a flow for that column.
[[nodiscard]] Facets needs_of(const ColumnContent& content);

/// Content per schema column: by its name or any alias, compared as headers are, an id column (also
/// by the names of CICFlowMeter), a feature, or for a column of role label the label; monostate
/// where the column stays missing, as columns that may be absent and ignored ones do when nothing
/// fills them. Errors: `schema_mismatch` naming the columns that cannot be filled, and what the
/// source lacks for them.
[[nodiscard]] Result<std::vector<ColumnContent>> plan_columns(const Schema& schema,
                                                              const ReadOptions& options,
                                                              const FlowOffer& offer);

}  // namespace vedette
