// SPDX-License-Identifier: Apache-2.0
// A stored transform. Whatever loads must be the same after being written and read again, and
// must take rows with and without values without harm.
#include <nlohmann/json.hpp>
#include <string_view>

#include "transform/transform.hpp"

namespace vedette {
namespace {

void push_value(Column& column) {
  switch (column.type) {
    case ColumnType::int64:
    case ColumnType::timestamp:
      return column.push_int64(INT64_MIN);
    case ColumnType::float64:
      return column.push_float64(-1.5e308);
    case ColumnType::boolean:
      return column.push_boolean(true);
    case ColumnType::text:
      return column.push_text("tcp");
  }
}

/// One row of values and one of gaps, in the columns that the transform asks for.
Table two_rows(const Json& inputs) {
  Table table;
  for (const Json& input : inputs) {
    const ColumnType type = column_type_from(input["type"].get<std::string>()).value();
    Column& column =
        table.columns.emplace_back(Column::make(input["name"].get<std::string>(), type));
    push_value(column);
    column.push_missing();
  }
  return table;
}

void load(std::string_view bytes) {
  const Result<Json> json = parse_json(bytes);
  if (!json) return;
  static_cast<void>(TransformPlan::from_json(*json));
  const Result<Transform> transform = Transform::from_json(*json);
  if (!transform) return;
  const Json written = transform->to_json();
  const Result<Transform> again = Transform::from_json(written);
  check(again.has_value(), "a written transform can be read");
  check(dump_json(again->to_json()) == dump_json(written), "writing keeps every number");
  static_cast<void>(transform->apply(two_rows(written["inputs"]), {}));
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vedette::load({reinterpret_cast<const char*>(data), size});
  return 0;
}
