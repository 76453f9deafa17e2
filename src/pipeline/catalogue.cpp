// SPDX-License-Identifier: Apache-2.0
#include "pipeline/catalogue.hpp"

#include <nlohmann/json.hpp>

#include "flow_files/flow_writer.hpp"
#include "ingest/source.hpp"
#include "simulate/scenario.hpp"
#include "store/store.hpp"
#include "train/learner.hpp"
#include "transform/transform.hpp"
#include "validate/codes.hpp"

namespace vedette {
namespace {

Json entry_json(std::string_view name, std::string_view summary,
                std::span<const OptionSpec> options) {
  return {{"name", name}, {"summary", summary}, {"options", describe_options(options)}};
}

}  // namespace

Json catalog_json() {
  Json catalog = {{"sources", Json::array()},
                  {"stores", Json::array()},
                  {"steps", Json::array()},
                  {"learners", Json::array()},
                  {"validation_codes", Json::array()},
                  {"flow_formats", Json::array()},
                  {"scenarios", Json::array()}};
  for (const Source& entry : sources())
    catalog["sources"].push_back(entry_json(entry.name, entry.summary, entry.options));
  for (const StoreEntry& entry : store_catalog())
    catalog["stores"].push_back(entry_json(entry.name, entry.summary, entry.options));
  for (const StepDescription& entry : step_catalog())
    catalog["steps"].push_back(entry_json(entry.name, entry.summary, entry.options));
  for (const LearnerEntry& entry : learner_catalog())
    catalog["learners"].push_back(entry_json(entry.name, entry.summary, entry.options));
  for (const ValidationCode& code : validation_codes())
    catalog["validation_codes"].push_back({{"name", code.code},
                                           {"severity", code.severity},
                                           {"summary", code.meaning},
                                           {"advice", code.advice}});
  for (const FlowFormat& format : flow_formats())
    catalog["flow_formats"].push_back(entry_json(format.name, format.summary, {}));
  for (const ScenarioEntry& entry : scenario_catalog()) {
    Json row = entry_json(entry.name, entry.summary, entry.options);
    row["kind"] = entry.intent == Intent::attack ? "attack" : "benign";
    catalog["scenarios"].push_back(std::move(row));
  }
  return catalog;
}

}  // namespace vedette
