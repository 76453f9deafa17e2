// SPDX-License-Identifier: Apache-2.0
#include "transform/categories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace vedette {

std::vector<CategoryFrequency> count_categories(const Texts& texts) {
  std::unordered_map<std::string_view, std::int64_t> counts;
  for (const auto& text : texts)
    if (text) ++counts[*text];
  std::vector<CategoryFrequency> categories;
  for (const auto& [name, rows] : counts) categories.push_back({std::string(name), rows});
  std::ranges::sort(categories, [](const CategoryFrequency& a, const CategoryFrequency& b) {
    return std::tie(b.rows, a.name) < std::tie(a.rows, b.name);
  });
  return categories;
}

CategoryIndex::CategoryIndex(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i)
    numbers_.emplace(names_[i], static_cast<std::uint32_t>(i));
}

std::optional<std::uint32_t> CategoryIndex::find(std::string_view name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

tl::unexpected<Error> refused(const std::string& column, std::string_view text,
                              std::uint32_t row) {
  InputPlace place;
  place.row = std::int64_t{row} + 1;
  place.column = column;
  return fail(ErrorCode::schema_mismatch,
              fmt::format("'{}' was not seen in training, and the transform refuses new texts",
                          text),
              "train again with such rows, or with another policy for unseen texts", place);
}

}  // namespace vedette
