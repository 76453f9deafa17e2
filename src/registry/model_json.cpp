// SPDX-License-Identifier: Apache-2.0
#include "registry/model_json.hpp"

#include <nlohmann/json.hpp>

#include "evaluate/curves_json.hpp"
#include "evaluate/evaluation.hpp"

namespace vedette {

Json to_json(const ModelVersion& version) {
  return {{"name", version.name},
          {"version", version.version},
          {"aliases", version.aliases},
          {"created_at", format_time(version.created_at)},
          {"learner", version.learner},
          {"bytes", version.bytes},
          {"summary", version.summary}};
}

Json details_json(const ModelVersion& version, const Bundle& bundle) {
  Json json = to_json(version);
  json["model_facts"] = bundle.model->describe();
  json["learner_options"] = bundle.learner_options;
  json["classes"] = bundle.labels.classes;
  json["split"] = bundle.split;
  json["metrics"] = to_json(bundle.evaluation);
  json["curves"] = curves_to_json(bundle.evaluation);
  json["importance"] = bundle.importance;
  json["leaderboard"] = bundle.leaderboard;
  json["baselines"] = bundle.baselines;
  json["training"] = bundle.training;
  json["versions"] = bundle.versions;
  return json;
}

}  // namespace vedette
