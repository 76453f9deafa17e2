// SPDX-License-Identifier: Apache-2.0
#include "transform/affine.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace vedette {
namespace {

class Affine final : public Step {
 public:
  explicit Affine(std::vector<AffineColumn> columns) : columns_(std::move(columns)) {}

  Result<Frame> apply(Frame frame) const override {
    for (const AffineColumn& c : columns_)
      for (double& value : frame.numbers(c.column.index))
        if (!std::isnan(value)) value = c.scale > 0 ? (value - c.center) / c.scale : 0;
    return frame;
  }

  Json to_json() const override {
    Json columns = Json::array();
    for (const AffineColumn& c : columns_)
      columns.push_back({{"name", c.column.name}, {"center", c.center}, {"scale", c.scale}});
    return {{"columns", columns}};
  }

 private:
  std::vector<AffineColumn> columns_;
};

}  // namespace

std::unique_ptr<Step> make_affine(std::vector<AffineColumn> columns) {
  return std::make_unique<Affine>(std::move(columns));
}

Result<std::unique_ptr<Step>> load_affine(const Json& fitted, const Layout& layout) {
  constexpr ColumnKind kKinds[] = {ColumnKind::number};
  std::vector<AffineColumn> columns;
  for (const FittedColumn& item : VEDETTE_TRY(read_columns(fitted, layout, kKinds))) {
    const double center = VEDETTE_TRY(read_finite(*item.fitted, "center"));
    const double scale = VEDETTE_TRY(read_finite(*item.fitted, "scale"));
    if (scale < 0) return fail(ErrorCode::malformed, "a scale is negative");
    columns.push_back({item.column, center, scale});
  }
  return make_affine(std::move(columns));
}

}  // namespace vedette
