// SPDX-License-Identifier: Apache-2.0
/// (value - center) / scale per column: what both kinds of scaling are once fitted. Private to
/// this module.
#pragma once

#include <memory>
#include <vector>

#include "transform/fitted.hpp"
#include "transform/step.hpp"

namespace vedette {

struct AffineColumn {
  BoundColumn column;
  double center = 0;
  double scale = 1;  ///< not negative; 0 makes every value 0
};

[[nodiscard]] std::unique_ptr<Step> make_affine(std::vector<AffineColumn> columns);
[[nodiscard]] Result<std::unique_ptr<Step>> load_affine(const Json& fitted, const Layout& layout);

}  // namespace vedette
