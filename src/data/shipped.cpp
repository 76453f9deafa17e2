// SPDX-License-Identifier: Apache-2.0
#include "data/shipped.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "base/file.hpp"
#include "base/options.hpp"
#include "data/schema.hpp"

namespace vedette {

std::vector<std::string> shipped_schemas() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : embedded_schemas()) names.emplace_back(file.name);
  return names;
}

Result<Schema> load_schema(std::string_view name_or_path) {
  for (const EmbeddedFile& file : embedded_schemas())
    if (file.name == name_or_path)
      return parse_schema(file.bytes, fmt::format("{}.yaml", file.name));
  const std::filesystem::path path{std::string(name_or_path)};
  if (std::error_code ignored; std::filesystem::exists(path, ignored))
    return parse_schema(VEDETTE_TRY(read_file(path)), name_or_path);
  const std::vector<std::string> names = shipped_schemas();
  const std::string near = nearest_word(name_or_path, names);
  return fail(ErrorCode::not_found,
              fmt::format("there is no schema file or shipped schema '{}'", name_or_path),
              near.empty() ? fmt::format("shipped schemas are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
}

}  // namespace vedette
