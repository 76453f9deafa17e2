// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "validate/checks.hpp"
#include "validate/identity.hpp"
#include "validate/names.hpp"
#include "validate/shortcut.hpp"

namespace vedette {

Findings check_identifier(const ColumnFacts& facts) {
  if (!facts.is_feature()) return {};
  const std::string by_data = identity_by_data(facts.column, facts.coded);
  if (!by_data.empty())
    return {make_finding("identifier_by_data", Severity::warning, facts.spec.name,
                         fmt::format("{}: it identifies rows rather than describing them",
                                     by_data))};
  const NameKind kind = kind_of_name(facts.spec.name);
  if (kind == NameKind::other || !can_identify(facts.coded)) return {};
  return {make_finding("identifier_by_name", Severity::warning, facts.spec.name,
                       fmt::format("the name says {}, yet it is a feature", describe(kind)))};
}

Findings check_restates_label(const ColumnFacts& facts) {
  if (!facts.is_feature()) return {};
  switch (restates_label(facts.coded, facts.classes)) {
    case Restatement::column_gives_label:
      return {make_finding("restates_label", Severity::error, facts.spec.name,
                           fmt::format("each of its {} values has one class: it is the label in "
                                       "other words",
                                       facts.distinct()))};
    case Restatement::label_gives_column:
      return {make_finding("restates_label", Severity::error, facts.spec.name,
                           fmt::format("its {} values follow from the label alone",
                                       facts.distinct()))};
    case Restatement::none:
      break;
  }
  return {};
}

Findings check_shortcut(const ColumnFacts& facts) {
  if (!facts.is_feature() || !check_restates_label(facts).empty()) return {};
  const auto shortcut = best_shortcut(facts.column, facts.coded, facts.classes);
  if (!shortcut || shortcut->balanced_accuracy <= facts.options.shortcut_warning) return {};
  const bool sure = shortcut->balanced_accuracy > facts.options.shortcut_error;
  return {make_finding("shortcut", sure ? Severity::error : Severity::warning, facts.spec.name,
                       fmt::format("alone it separates the classes with balanced accuracy {:.3f} "
                                   "({})",
                                   shortcut->balanced_accuracy, shortcut->rule))};
}

}  // namespace vedette
