// SPDX-License-Identifier: Apache-2.0
#include "pipeline/promotion.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

namespace vedette {
namespace {

/// Macro F1 of the champion on the new model's test rows; nullopt when it could not judge them.
std::optional<double> champion_macro_f1(const Json& trained) {
  for (const Json& row : trained.at("baselines"))
    if (row.value("name", "") == "previous_champion" && row.contains("test"))
      return row["test"].value("macro_f1", 0.0);
  return std::nullopt;
}

}  // namespace

Result<PromotionPolicy> promotion_policy_from(std::string_view word) {
  if (word == "never") return PromotionPolicy::never;
  if (word == "if_better") return PromotionPolicy::if_better;
  if (word == "always") return PromotionPolicy::always;
  return fail(ErrorCode::malformed,
              fmt::format("promote is '{}', but must be never, if_better or always", word));
}

ModelRef trained_model(const Json& trained) {
  return {trained.value("model", ""),
          std::to_string(trained.value("version", std::int64_t{0}))};
}

Result<std::string> promote_trained(Registry& registry, const Json& trained,
                                    PromotionPolicy policy) {
  const ModelRef ref = trained_model(trained);
  const ModelVersion champion = VEDETTE_TRY(registry.show({ref.name, "champion"}));
  if (std::to_string(champion.version) == ref.selector)
    return fmt::format("{} is the champion", to_string(ref));
  if (policy == PromotionPolicy::never)
    return fmt::format("{} is the challenger; `vedette models promote {}` puts it in charge",
                       to_string(ref), to_string(ref));
  const double now = trained.at("metrics").value("macro_f1", 0.0);
  const std::optional<double> before = champion_macro_f1(trained);
  const bool better = !before || now > *before;
  if (policy == PromotionPolicy::if_better && !better)
    return fmt::format("champion {}@{} stays: macro F1 {:.4f} against {:.4f}", ref.name,
                       champion.version, *before, now);
  VEDETTE_TRY(registry.promote(ref));
  return fmt::format("{} is the new champion", to_string(ref));
}

}  // namespace vedette
