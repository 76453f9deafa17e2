// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "transform/step.hpp"
#include "transform/transform.hpp"

namespace vedette {

std::span<const StepEntry> step_entries() {
  static const std::vector<StepEntry> kEntries{
      impute_step(),         clip_step(),    log1p_step(),   standard_scale_step(),
      robust_scale_step(),   one_hot_step(), ordinal_step(),
  };
  return kEntries;
}

Result<const StepEntry*> find_step(std::string_view name) {
  std::vector<std::string> names;
  for (const StepEntry& entry : step_entries()) {
    if (entry.name == name) return &entry;
    names.push_back(entry.name);
  }
  const std::string near = nearest_word(name, names);
  return fail(ErrorCode::invalid_argument, fmt::format("there is no step '{}'", name),
              near.empty() ? fmt::format("the steps are {}", fmt::join(names, ", "))
                           : fmt::format("did you mean '{}'?", near));
}

std::vector<StepDescription> step_catalog() {
  std::vector<StepDescription> descriptions;
  for (const StepEntry& entry : step_entries())
    descriptions.push_back({entry.name, entry.summary, entry.options});
  return descriptions;
}

}  // namespace vedette
