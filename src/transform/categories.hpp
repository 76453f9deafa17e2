// SPDX-License-Identifier: Apache-2.0
/// Texts and their numbers: what one_hot and ordinal are made of. Private to this module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "transform/frame.hpp"

namespace vedette {

/// A text with the number of training rows that hold it.
struct CategoryFrequency {
  std::string name;
  std::int64_t rows = 0;
};
/// Most frequent first, equally frequent ones by name; missing values are not counted.
[[nodiscard]] std::vector<CategoryFrequency> count_categories(const Texts& texts);

/// Different texts, numbered from 0 in their order.
class CategoryIndex {
 public:
  CategoryIndex() = default;
  /// `names` are all different.
  explicit CategoryIndex(std::vector<std::string> names);

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::size_t size() const { return names_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

/// The error for a text that training never saw; `row` counts from 0.
[[nodiscard]] tl::unexpected<Error> refused(const std::string& column, std::string_view text,
                                            std::uint32_t row);

}  // namespace vedette
