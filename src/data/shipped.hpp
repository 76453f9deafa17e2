// SPDX-License-Identifier: Apache-2.0
/// The files of schemas/, compiled into the program (cmake/EmbedFiles.cmake makes the source).
#pragma once

#include <span>
#include <string_view>

namespace vedette {

struct EmbeddedFile {
  std::string_view name;  ///< file name without folder and extension
  std::string_view bytes;
};

[[nodiscard]] std::span<const EmbeddedFile> embedded_schemas();

}  // namespace vedette
