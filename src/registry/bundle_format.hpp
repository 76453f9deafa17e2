// SPDX-License-Identifier: Apache-2.0
/// What version 1 of the bundle format consists of (docs/formats/bundle.md).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

inline constexpr std::int64_t kBundleFormatVersion = 1;

/// The parts of a bundle. The order here is the order in which they are written.
struct BundlePart {
  static constexpr std::string_view head = "bundle.json";
  static constexpr std::string_view schema = "schema.yaml";
  static constexpr std::string_view transform = "transform.json";
  static constexpr std::string_view model = "model.bin";
  static constexpr std::string_view evaluation = "evaluation.json";
  static constexpr std::string_view leaderboard = "leaderboard.json";
  static constexpr std::string_view baselines = "baselines.json";
  static constexpr std::string_view reference = "reference.json";
  static constexpr std::string_view card = "MODEL_CARD.md";
};

/// Names of all parts, each of which every bundle has.
[[nodiscard]] std::span<const std::string_view> bundle_file_names();
[[nodiscard]] bool is_bundle_file(std::string_view name);

/// Most bytes that are read of a part: nothing larger is opened, whatever its manifest says.
[[nodiscard]] std::uint64_t largest_part(std::string_view name);

/// Errors: `unsupported` for a newer format, `malformed` for a number that never was one.
[[nodiscard]] Result<> check_bundle_format(std::int64_t version);

/// Model names: `[a-z0-9][a-z0-9_-]{0,63}`. Errors: `invalid_argument`.
[[nodiscard]] Result<> check_model_name(std::string_view name);

}  // namespace vedette
