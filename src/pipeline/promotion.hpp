// SPDX-License-Identifier: Apache-2.0
/// Whether a model version that was just trained takes over.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "registry/registry.hpp"

namespace vedette {

enum class PromotionPolicy {
  never,
  if_better,  ///< by macro F1 on the same sealed test rows
  always,
};

/// Errors: `malformed` naming the words there are.
[[nodiscard]] Result<PromotionPolicy> promotion_policy_from(std::string_view word);

/// `trained` is the object that `train --json` ends with. Returns a sentence about what was done.
/// Errors: those of the registry.
[[nodiscard]] Result<std::string> promote_trained(Registry& registry, const Json& trained,
                                                  PromotionPolicy policy);

/// The version that such an object is about.
[[nodiscard]] ModelRef trained_model(const Json& trained);

}  // namespace vedette
