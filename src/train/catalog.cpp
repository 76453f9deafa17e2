// SPDX-License-Identifier: Apache-2.0
#include "train/catalog.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vedette {

std::span<const LearnerEntry> learner_catalog() {
  static const std::vector<LearnerEntry> entries = {
      random_forest_learner(), gradient_boosting_learner(), blend_learner(),
      decision_tree_learner(), adaboost_learner(),          logistic_regression_learner(),
      linear_svm_learner(),    kernel_svm_learner(),
  };
  return entries;
}

Result<const LearnerEntry*> find_learner(std::string_view name) {
  const std::span<const LearnerEntry> entries = learner_catalog();
  const auto found = std::ranges::find(entries, name, &LearnerEntry::name);
  if (found != entries.end()) return &*found;
  std::vector<std::string> names;
  for (const LearnerEntry& entry : entries) names.push_back(entry.name);
  const std::string near = nearest_word(name, names);
  return fail(ErrorCode::invalid_argument, fmt::format("there is no learner '{}'", name),
              near.empty() ? "'vedette catalog' lists the learners"
                           : fmt::format("did you mean '{}'?", near));
}

}  // namespace vedette
