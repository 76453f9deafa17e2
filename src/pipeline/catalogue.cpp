// SPDX-License-Identifier: Apache-2.0
#include "pipeline/catalogue.hpp"

#include <nlohmann/json.hpp>

#include "ingest/source.hpp"
#include "store/store.hpp"
#include "train/learner.hpp"
#include "transform/transform.hpp"
#include "validate/codes.hpp"

namespace vedette {
namespace {

Json entry_json(const std::string& name, const std::string& summary,
                std::span<const OptionSpec> options) {
  return {{"name", name}, {"summary", summary}, {"options", describe_options(options)}};
}

}  // namespace

Json catalog_json() {
  Json catalog = {{"sources", Json::array()},
                  {"stores", Json::array()},
                  {"steps", Json::array()},
                  {"learners", Json::array()},
                  {"validation_codes", Json::array()}};
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
  return catalog;
}

}  // namespace vedette
