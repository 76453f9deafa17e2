// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "transform/step.hpp"
#include "transform/transform.hpp"

namespace vedette {
namespace {

Result<std::vector<std::string>> column_names(const Json& json) {
  const Json* items = VEDETTE_TRY(json_array(json, "columns"));
  std::vector<std::string> names;
  for (const Json& item : *items) {
    if (!item.is_string()) return fail(ErrorCode::malformed, "a column name is not text");
    names.push_back(item.get<std::string>());
  }
  return names;
}

Result<StepPlan> step_from(const Json& json) {
  StepPlan plan;
  plan.step = VEDETTE_TRY(json_text(json, "step"));
  plan.columns = VEDETTE_TRY(column_names(json));
  if (json.contains("options")) plan.options = json["options"];
  for (const auto& [key, value] : json.items())
    if (key != "step" && key != "columns" && key != "options")
      return fail(ErrorCode::malformed, fmt::format("a step of a plan has no '{}'", key),
                  "a step has step, columns and options");
  const StepEntry* entry = VEDETTE_TRY(find_step(plan.step));
  VEDETTE_TRY(Options::make(entry->options, plan.options));
  return plan;
}

}  // namespace

TransformPlan TransformPlan::for_trees() { return {{{"ordinal", {"text"}, nullptr}}}; }

TransformPlan TransformPlan::for_linear() {
  // Indicators come last: scaled, those of rare categories would outweigh every number.
  return {{{"log1p", {"numeric"}, {{"when", "long_tailed"}}},
           {"impute", {"numeric"}, {{"strategy", "median"}}},
           {"standard_scale", {"numeric"}, nullptr},
           {"clip", {"numeric"}, {{"by", "bounds"}, {"low", -10}, {"high", 10}}},
           {"one_hot", {"text"}, nullptr}}};
}

Json TransformPlan::to_json() const {
  Json list = Json::array();
  for (const StepPlan& step : steps)
    list.push_back({{"step", step.step}, {"columns", step.columns}, {"options", step.options}});
  return {{"steps", list}};
}

Result<TransformPlan> TransformPlan::from_json(const Json& json) {
  const Json* list = VEDETTE_TRY(json_array(json, "steps"));
  TransformPlan plan;
  for (const Json& item : *list) plan.steps.push_back(VEDETTE_TRY(step_from(item)));
  return plan;
}

}  // namespace vedette
