// SPDX-License-Identifier: Apache-2.0
#include "pipeline/home.hpp"

#include "base/file.hpp"

namespace vedette {

Result<Home> Home::open(const std::filesystem::path& root) {
  Home home{std::filesystem::absolute(root)};
  for (const auto& directory : {home.root, home.models(), home.runs(), home.stages(), home.spool()})
    VEDETTE_TRY(make_private_directory(directory));
  return home;
}

}  // namespace vedette
