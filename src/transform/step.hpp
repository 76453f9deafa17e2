// SPDX-License-Identifier: Apache-2.0
/// The extension point of this module: a step is fitted on training rows, then applied to any.
/// To add one, write `<name>.cpp` with its class in an unnamed namespace and one exported function
/// that returns its `StepEntry`, and name that function in catalog.cpp. Private to this module.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/options.hpp"
#include "transform/frame.hpp"

namespace vedette {

/// A fitted step: immutable, safe to use from several threads.
class Step {
 public:
  virtual ~Step() = default;
  /// The same rows after the step. What becomes of a row does not depend on the others.
  /// Errors: `schema_mismatch` for a text that the step refuses.
  [[nodiscard]] virtual Result<Frame> apply(Frame frame) const = 0;
  /// True of a step that was fitted on no column of its kind: apply() may be left out.
  [[nodiscard]] virtual bool changes_nothing() const { return false; }
  /// The columns after the step.
  [[nodiscard]] virtual Layout layout_after(Layout before) const { return before; }
  /// The fitted numbers, from which `StepEntry::load` makes an equal step.
  [[nodiscard]] virtual Json to_json() const = 0;
};

/// What a step is fitted on.
struct FitRequest {
  const Frame& frame;                      ///< the training rows
  const Layout& layout;                    ///< of `frame`
  const std::vector<std::size_t>& columns; ///< to work on, ascending; the entry takes their kinds
  const Options& options;                  ///< made from the entry's table
};

struct StepEntry {
  std::string name;
  std::string summary;
  std::vector<OptionSpec> options;
  std::vector<ColumnKind> takes;
  /// Errors: `invalid_argument` for options or columns that do not go together.
  Result<std::unique_ptr<Step>> (*fit)(const FitRequest& request);
  /// Never crashes on hostile values. Errors: `malformed`, also when a column is not in `layout`.
  Result<std::unique_ptr<Step>> (*load)(const Json& fitted, const Layout& layout);
};

/// All steps (catalog.cpp).
[[nodiscard]] std::span<const StepEntry> step_entries();
/// Errors: `invalid_argument` with the nearest name.
[[nodiscard]] Result<const StepEntry*> find_step(std::string_view name);

[[nodiscard]] StepEntry impute_step();
[[nodiscard]] StepEntry clip_step();
[[nodiscard]] StepEntry log1p_step();
[[nodiscard]] StepEntry standard_scale_step();
[[nodiscard]] StepEntry robust_scale_step();
[[nodiscard]] StepEntry one_hot_step();
[[nodiscard]] StepEntry ordinal_step();

}  // namespace vedette
