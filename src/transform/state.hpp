// SPDX-License-Identifier: Apache-2.0
/// What a fitted transform consists of. Private to this module.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "transform/inputs.hpp"
#include "transform/step.hpp"
#include "transform/transform.hpp"

namespace vedette {

struct NamedStep {
  std::string name;  ///< in the catalogue
  std::unique_ptr<Step> step;
};

struct TransformState {
  std::vector<InputColumn> inputs;
  std::vector<NamedStep> steps;
  std::vector<std::pair<std::string, std::string>> dropped;
  Layout layout;  ///< after the last step

  // From the above, by finish().
  std::vector<std::string> input_names;
  std::shared_ptr<const std::vector<std::string>> output_names;
  std::vector<std::uint8_t> categorical;
  std::vector<std::size_t> input_of_output;
  bool as_they_are = false;  ///< outputs are the inputs: no step changes anything

  /// Errors: `invalid_argument` when a text column is left.
  [[nodiscard]] Result<> finish();
};

struct Transform::State : TransformState {};

}  // namespace vedette
