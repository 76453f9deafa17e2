// SPDX-License-Identifier: Apache-2.0
#include "registry/bundle_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vedette {
namespace {

constexpr std::array kParts = {BundlePart::head,       BundlePart::schema,
                               BundlePart::transform,  BundlePart::model,
                               BundlePart::evaluation, BundlePart::leaderboard,
                               BundlePart::baselines,  BundlePart::reference,
                               BundlePart::card};

constexpr std::uint64_t kMostModelBytes = std::uint64_t{1} << 30;
constexpr std::uint64_t kMostTextBytes = std::uint64_t{64} << 20;

}  // namespace

std::span<const std::string_view> bundle_file_names() { return kParts; }

bool is_bundle_file(std::string_view name) {
  return std::find(kParts.begin(), kParts.end(), name) != kParts.end();
}

std::uint64_t largest_part(std::string_view name) {
  return name == BundlePart::model ? kMostModelBytes : kMostTextBytes;
}

Result<> check_bundle_format(std::int64_t version) {
  if (version == kBundleFormatVersion) return {};
  if (version > kBundleFormatVersion)
    return fail(ErrorCode::unsupported,
                fmt::format("this bundle has format {}; this program reads format {}", version,
                            kBundleFormatVersion),
                "use the version of the program that made it, or a newer one");
  return fail(ErrorCode::malformed, fmt::format("there is no bundle format {}", version));
}

Result<> check_model_name(std::string_view name) {
  const auto is_first = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto is_inner = [&](char c) { return is_first(c) || c == '_' || c == '-'; };
  if (!name.empty() && name.size() <= 64 && is_first(name.front()) &&
      std::all_of(name.begin(), name.end(), is_inner))
    return {};
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a model name", name),
              "a letter or digit, then letters, digits, '-' and '_'; lower case, at most 64");
}

}  // namespace vedette
