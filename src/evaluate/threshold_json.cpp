// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/threshold.hpp"

namespace vedette {
namespace {

using Kind = ThresholdPolicy::Kind;

struct KindName {
  Kind kind;
  std::string_view name;
};
constexpr std::array<KindName, 4> kKinds{{{Kind::steady_f1, "steady_f1"},
                                          {Kind::best_f1, "best_f1"},
                                          {Kind::max_fpr, "max_fpr"},
                                          {Kind::fixed, "fixed"}}};

/// A finite number in [0, `high`].
Result<double> bounded(const Json& object, std::string_view key, double high) {
  const double number = VEDETTE_TRY(json_number(object, key));
  if (!(number >= 0 && number <= high))
    return fail(ErrorCode::malformed,
                "the key '" + std::string(key) + "' holds a number that is out of range");
  return number;
}

Result<std::int64_t> count(const Json& object, std::string_view key) {
  const std::int64_t number = VEDETTE_TRY(json_integer(object, key));
  if (number < 0) return fail(ErrorCode::malformed, "'" + std::string(key) + "' is negative");
  return number;
}

Result<ThresholdPolicy> policy_from(const Json& json) {
  ThresholdPolicy policy;
  const std::string kind = VEDETTE_TRY(json_text(json, "kind"));
  policy.kind = VEDETTE_TRY(threshold_kind_from(kind));
  policy.max_fpr = VEDETTE_TRY(bounded(json, "max_fpr", 1));
  policy.value = VEDETTE_TRY(bounded(json, "value", 1));
  return policy;
}

}  // namespace

std::string_view to_string(Kind kind) {
  for (const KindName& row : kKinds)
    if (row.kind == kind) return row.name;
  check(false, "every policy has a name");
  return {};
}

Result<Kind> threshold_kind_from(std::string_view name) {
  for (const KindName& row : kKinds)
    if (row.name == name) return row.kind;
  return fail(ErrorCode::invalid_argument,
              "there is no threshold policy '" + std::string(name) + "'",
              "policies are steady_f1, best_f1, max_fpr and fixed");
}

Json to_json(const Threshold& threshold) {
  return {{"value", threshold.value},
          {"policy",
           {{"kind", to_string(threshold.policy.kind)},
            {"max_fpr", threshold.policy.max_fpr},
            {"value", threshold.policy.value}}},
          {"why", threshold.why},
          {"promised_fpr", threshold.promised_fpr},
          {"promised_recall", threshold.promised_recall},
          {"benign_rows", threshold.benign_rows},
          {"attack_rows", threshold.attack_rows}};
}

Result<Threshold> threshold_from_json(const Json& json) {
  Threshold threshold;
  // One step above 1 is how "nothing is an attack" may be written.
  const double most = std::nextafter(1.0F, 2.0F);
  threshold.value = static_cast<float>(VEDETTE_TRY(bounded(json, "value", most)));
  const Json* policy = VEDETTE_TRY(json_object(json, "policy"));
  threshold.policy = VEDETTE_TRY(policy_from(*policy));
  threshold.why = VEDETTE_TRY(json_text(json, "why"));
  threshold.promised_fpr = VEDETTE_TRY(bounded(json, "promised_fpr", 1));
  threshold.promised_recall = VEDETTE_TRY(bounded(json, "promised_recall", 1));
  threshold.benign_rows = VEDETTE_TRY(count(json, "benign_rows"));
  threshold.attack_rows = VEDETTE_TRY(count(json, "attack_rows"));
  return threshold;
}

}  // namespace vedette
