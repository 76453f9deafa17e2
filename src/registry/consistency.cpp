// SPDX-License-Identifier: Apache-2.0
#include "registry/consistency.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

namespace vedette {
namespace {

tl::unexpected<Error> contradiction(std::string_view what) {
  return fail(ErrorCode::malformed, fmt::format("the bundle contradicts itself: {}", what));
}

Result<> check_labels(const LabelMap& labels) {
  if (labels.classes.size() < 2) return contradiction("it has fewer than two classes");
  std::set<std::string_view> names;
  for (const std::string& name : labels.classes)
    if (name.empty() || !names.insert(name).second)
      return contradiction(fmt::format("the class name '{}' is empty or given twice", name));
  for (const LabelRule& rule : labels.rules)
    if (!names.contains(rule.cls))
      return contradiction(
          fmt::format("label value '{}' belongs to the unknown class '{}'", rule.raw, rule.cls));
  return {};
}

Result<> check_columns(const Bundle& bundle) {
  for (const std::string& name : bundle.transform.input_names()) {
    const ColumnSpec* column = bundle.schema.find(name);
    if (column == nullptr || column->role != Role::feature)
      return contradiction(fmt::format("the transform reads '{}', which is no feature", name));
  }
  const std::size_t outputs = bundle.transform.output_names().size();
  if (outputs != bundle.model->columns())
    return contradiction(fmt::format("the transform makes {} columns, the model takes {}", outputs,
                                     bundle.model->columns()));
  return {};
}

Result<> check_classes(const Bundle& bundle) {
  const std::size_t classes = bundle.labels.classes.size();
  if (classes != bundle.model->classes())
    return contradiction(fmt::format("it names {} classes, the model tells {} apart", classes,
                                     bundle.model->classes()));
  if (bundle.evaluation.report.confusion.classes != bundle.labels.classes)
    return contradiction("its evaluation is of other classes");
  return {};
}

Result<> check_threshold(const Bundle& bundle) {
  if (bundle.threshold.has_value() != bundle.labels.has_benign)
    return contradiction(bundle.labels.has_benign ? "it has a benign class but no threshold"
                                                  : "it has a threshold but no benign class");
  // One step above 1 is how "nothing is an attack" is written. The form makes NaN fail.
  const float highest = std::nextafter(1.0F, 2.0F);
  if (bundle.threshold && !(bundle.threshold->value >= 0 && bundle.threshold->value <= highest))
    return contradiction(
        fmt::format("the threshold {} is not in [0, 1]", bundle.threshold->value));
  return {};
}

}  // namespace

Result<> check_consistency(const Bundle& bundle) {
  VEDETTE_TRY(check_labels(bundle.labels));
  VEDETTE_TRY(check_columns(bundle));
  VEDETTE_TRY(check_classes(bundle));
  return check_threshold(bundle);
}

}  // namespace vedette
