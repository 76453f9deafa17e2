// SPDX-License-Identifier: Apache-2.0
#include "validate/identity.hpp"

#include <fmt/format.h>

namespace vedette {
namespace {

constexpr std::int64_t kFewestRows = 100;
constexpr double kNearlyUnique = 0.9;
constexpr double kCounterUnique = 0.99;
constexpr std::size_t kFewestIdentities = 4;

/// Codes ascend with the values, so a counter's codes do too.
bool never_falls(const CodedColumn& coded) {
  std::uint32_t last = 0;
  for (const std::uint32_t code : coded.codes) {
    if (code == kMissingCode) continue;
    if (code < last) return false;
    last = code;
  }
  return true;
}

}  // namespace

std::string identity_by_data(const Column& column, const CodedColumn& coded) {
  const bool is_text = column.type == ColumnType::text;
  if (!is_text && column.type != ColumnType::int64) return {};
  if (coded.present() < kFewestRows) return {};
  const double unique =
      static_cast<double>(coded.distinct()) / static_cast<double>(coded.present());
  if (!is_text && unique >= kCounterUnique && never_falls(coded)) return "counts up row by row";
  if (unique < kNearlyUnique) return {};
  return fmt::format("has {} different values in {} rows", coded.distinct(), coded.present());
}

bool can_identify(const CodedColumn& coded) { return coded.distinct() >= kFewestIdentities; }

}  // namespace vedette
