// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "validate/sketch.hpp"

namespace vedette {
namespace {

Error malformed(std::string message) {
  return Error{ErrorCode::malformed, std::move(message), {}, {}, {}};
}

/// JSON has no infinity, and a feature may.
Json number_to_json(double value) {
  return std::isfinite(value) ? Json(value) : Json(format_number(value));
}

Result<double> number_from_json(const Json& json) {
  if (json.is_number()) return json.get<double>();
  if (json == "inf") return HUGE_VAL;
  if (json == "-inf") return -HUGE_VAL;
  return tl::unexpected(malformed("a point of a distribution is not a number"));
}

Json points_to_json(const std::vector<DistributionPoint>& points) {
  Json array = Json::array();
  for (const DistributionPoint& p : points)
    array.push_back(Json::array({number_to_json(p.value), p.below, p.up_to}));
  return array;
}

Json column_to_json(const ColumnSketch& column) {
  Json json;
  json["name"] = column.name;
  json["rows"] = column.rows;
  json["missing"] = column.missing;
  if (column.kind == ColumnSketch::Kind::number) {
    json["points"] = points_to_json(column.points);
    return json;
  }
  json["categories"] = Json::array();
  for (const SketchCategory& category : column.categories)
    json["categories"].push_back(Json::array({category.value, category.rows}));
  json["other_rows"] = column.other_rows;
  return json;
}

Result<DistributionPoint> point_from_json(const Json& json) {
  if (!json.is_array() || json.size() != 3)
    return tl::unexpected(malformed("a point of a distribution is not [value, below, up_to]"));
  const double value = VEDETTE_TRY(number_from_json(json[0]));
  const double below = VEDETTE_TRY(number_from_json(json[1]));
  const double up_to = VEDETTE_TRY(number_from_json(json[2]));
  if (!(below >= 0 && below <= up_to && up_to <= 1))
    return tl::unexpected(malformed("the shares of a point are not between 0 and 1 and ascending"));
  return DistributionPoint{value, below, up_to};
}

Result<std::vector<DistributionPoint>> points_from_json(const Json& array) {
  std::vector<DistributionPoint> points;
  for (const Json& item : array) {
    points.push_back(VEDETTE_TRY(point_from_json(item)));
    const std::size_t count = points.size();
    if (count > 1 && !(points[count - 2].value < points[count - 1].value))
      return tl::unexpected(malformed("the points of a distribution do not ascend"));
  }
  return points;
}

Result<std::vector<SketchCategory>> categories_from_json(const Json& array) {
  std::vector<SketchCategory> categories;
  for (const Json& item : array) {
    const bool is_pair = item.is_array() && item.size() == 2 && item[0].is_string() &&
                         item[1].is_number_integer();
    if (!is_pair || item[1].get<std::int64_t>() < 0)
      return tl::unexpected(malformed("a category is not [value, rows]"));
    categories.push_back({item[0].get<std::string>(), item[1].get<std::int64_t>()});
  }
  return categories;
}

Result<ColumnSketch> column_from_json(const Json& json) {
  ColumnSketch column;
  column.name = VEDETTE_TRY(json_text(json, "name"));
  column.rows = VEDETTE_TRY(json_integer(json, "rows"));
  column.missing = VEDETTE_TRY(json_integer(json, "missing"));
  if (column.missing < 0 || column.rows < column.missing)
    return tl::unexpected(malformed("a column misses more rows than it has"));
  if (json.contains("points")) {
    const Json* points = VEDETTE_TRY(json_array(json, "points"));
    column.points = VEDETTE_TRY(points_from_json(*points));
    return column;
  }
  column.kind = ColumnSketch::Kind::category;
  const Json* categories = VEDETTE_TRY(json_array(json, "categories"));
  column.categories = VEDETTE_TRY(categories_from_json(*categories));
  column.other_rows = VEDETTE_TRY(json_integer(json, "other_rows"));
  return column;
}

}  // namespace

Json to_json(const ReferenceSketch& sketch) {
  Json json;
  json["rows"] = sketch.rows;
  json["columns"] = Json::array();
  for (const ColumnSketch& column : sketch.columns)
    json["columns"].push_back(column_to_json(column));
  return json;
}

Result<ReferenceSketch> sketch_from_json(const Json& json) {
  ReferenceSketch sketch;
  sketch.rows = VEDETTE_TRY(json_integer(json, "rows"));
  const Json* columns = VEDETTE_TRY(json_array(json, "columns"));
  for (const Json& column : *columns)
    sketch.columns.push_back(VEDETTE_TRY(column_from_json(column)));
  return sketch;
}

}  // namespace vedette
