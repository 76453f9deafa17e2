// SPDX-License-Identifier: Apache-2.0
/// Chosen members of one JSON object, by their paths.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "data/json_row.hpp"
#include "records/line_parser.hpp"

namespace vedette {

/// A member whose key holds dots and one inside nested objects look the same: `id.orig_h`.
/// Not thread-safe.
class JsonFields {
 public:
  explicit JsonFields(std::span<const std::string_view> paths);

  /// Reads a line; LineParser::kPadding bytes past its end must be readable. A fault names what is
  /// wrong with the JSON.
  [[nodiscard]] std::optional<LineFault> parse(std::string_view line);
  /// Per path, empty where the object lacks it or it is null; valid until the next parse().
  [[nodiscard]] std::span<const std::string_view> texts() const { return texts_; }

 private:
  JsonRowParser parser_;
  std::vector<std::string_view> texts_;
};

}  // namespace vedette
