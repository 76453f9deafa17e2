// SPDX-License-Identifier: Apache-2.0
#include "serve/model_features.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "score/score.hpp"

namespace vedette {
namespace {

Json range_of(const ColumnSpec& column) {
  if (!column.min && !column.max) return nullptr;
  return Json::array({column.min ? Json(*column.min) : Json(nullptr),
                      column.max ? Json(*column.max) : Json(nullptr)});
}

Json feature_json(const ColumnSpec& column) {
  return {{"name", column.name},
          {"type", to_string(column.type)},
          {"unit", column.unit},
          {"description", column.description},
          {"required", !column.may_be_missing},
          {"categories", column.categories.empty() ? Json(nullptr) : Json(column.categories)},
          {"range", range_of(column)}};
}

}  // namespace

Json feature_list(const Bundle& bundle) {
  const std::vector<std::string>& used = bundle.transform.input_names();
  Json list = Json::array();
  for (const ColumnSpec& column : bundle.schema.columns)
    if (std::ranges::find(used, column.name) != used.end()) list.push_back(feature_json(column));
  return list;
}

Json curves_of(const Bundle&) { return nullptr; }
Json example_rows_of(const Bundle&, std::size_t) { return Json::array(); }

}  // namespace vedette
