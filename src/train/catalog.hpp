// SPDX-License-Identifier: Apache-2.0
/// The entries of the learner catalogue, one function per learner file.
#pragma once

#include "train/learner.hpp"

namespace vedette {

[[nodiscard]] LearnerEntry random_forest_learner();
[[nodiscard]] LearnerEntry decision_tree_learner();
[[nodiscard]] LearnerEntry adaboost_learner();
[[nodiscard]] LearnerEntry gradient_boosting_learner();
[[nodiscard]] LearnerEntry logistic_regression_learner();
[[nodiscard]] LearnerEntry linear_svm_learner();
[[nodiscard]] LearnerEntry kernel_svm_learner();
[[nodiscard]] LearnerEntry blend_learner();

}  // namespace vedette
