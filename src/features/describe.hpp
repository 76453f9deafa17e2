// SPDX-License-Identifier: Apache-2.0
/// The feature table in other forms: JSON, the reference page, and the schema `flows`.
#pragma once

#include <string>

#include "base/json.hpp"
#include "features/feature.hpp"

namespace vedette {

/// Name, fingerprint, and per feature its row with what must be known for it.
[[nodiscard]] Json describe(const FeatureSet& set);

/// docs/features.md, Markdown.
[[nodiscard]] std::string features_page();

/// schemas/flows.yaml: id columns, our features, and a label that may be absent.
[[nodiscard]] std::string flow_schema_yaml();

}  // namespace vedette
