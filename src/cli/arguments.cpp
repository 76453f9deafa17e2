// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"

#include <fmt/format.h>

#include <charconv>

namespace vedette {

void Arguments::set(std::string name, std::vector<std::string> values) {
  values_[std::move(name)] = std::move(values);
}

bool Arguments::has(std::string_view name) const { return values_.contains(name); }

std::string Arguments::text(std::string_view name, std::string_view otherwise) const {
  const auto found = values_.find(name);
  if (found == values_.end() || found->second.empty()) return std::string(otherwise);
  return found->second.back();
}

const std::vector<std::string>& Arguments::list(std::string_view name) const {
  static const std::vector<std::string> kNone;
  const auto found = values_.find(name);
  return found == values_.end() ? kNone : found->second;
}

Result<std::int64_t> Arguments::integer(std::string_view name, std::int64_t otherwise,
                                        std::int64_t low, std::int64_t high) const {
  if (!has(name)) return otherwise;
  const std::string given = text(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (error != std::errc() || end != given.data() + given.size() || value < low || value > high)
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} is '{}', but must be a whole number from {} to {}", name, given,
                            low, high));
  return value;
}

}  // namespace vedette
