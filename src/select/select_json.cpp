// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "select/select.hpp"

namespace vedette {

Json to_json(const Contender& contender) {
  Json json = {{"learner", contender.learner}, {"options", contender.options}};
  if (!contender.sat_out) {
    json["metric"] = contender.metric;
    json["candidates_tried"] = contender.candidates_tried;
    json["train_seconds"] = contender.train_seconds;
    json["tune"] = to_json(contender.tune);
  }
  if (contender.sat_out) json["sat_out"] = true;
  if (!contender.note.empty()) json["note"] = contender.note;
  return json;
}

Json to_json(const Baseline& baseline) {
  return {{"name", baseline.name},
          {"description", baseline.description},
          {"test", to_json(baseline.test)}};
}

}  // namespace vedette
