// SPDX-License-Identifier: Apache-2.0
#include "validate/codes.hpp"

#include "base/error.hpp"
#include "validate/severity.hpp"

namespace vedette {
namespace {

constexpr ValidationCode kCodes[] = {
    {"no_rows", "error", "the table has no rows", "check the input and its delimiter"},
    {"quarantined", "warning; error above 5 % of the rows read",
     "rows could not be read and were set aside with their reasons",
     "list them with `vedette datasets quarantine`, mend and replay them"},
    {"label_absent", "error where labels are needed", "no row has a label",
     "name the label column in the schema (role: label)"},
    {"label_unknown", "error", "label values that the schema gives no class",
     "add them under label: values: in the schema"},
    {"label_unusable", "error where labels are needed", "the labels do not make a task",
     "choose another task, or rows of at least two classes"},
    {"label_missing", "warning", "rows without a label",
     "they take no part in training and evaluation; label them or leave them out"},
    {"label_spelling", "warning", "labels that differ only in case, blanks or punctuation",
     "map the spellings to one class under label: values:"},
    {"class_tiny", "warning", "classes with fewer than 10 rows",
     "no figure for them means anything; join them into a family or collect more"},
    {"class_small", "warning", "classes with 10 to 99 rows",
     "read their figures with the intervals; collect more rows if they matter"},
    {"restates_label", "error", "a feature that is the label in other words",
     "set its role to ignored: it will not be there when it is needed"},
    {"shortcut", "warning; error above 0.995",
     "a single feature separates the classes with balanced accuracy above 0.95",
     "ask whether it is an artefact of how the data was made; measure also without it"},
    {"identifier_by_name", "warning", "a feature named like an address, port, time or row number",
     "set its role to id, group, time or ignored: a model would learn who, not what"},
    {"identifier_by_data", "warning", "a feature whose values are all different, or count up",
     "set its role to id or ignored: its values will not come back"},
    {"contradictions", "warning", "rows with equal features and different classes",
     "no model can exceed the accuracy ceiling; look for wrong labels or lost columns"},
    {"duplicates", "info; warning above 10 % of the rows", "rows with equal features",
     "split by duplicate groups (the default), or results repeat what was learned by heart"},
    {"missing_forbidden", "error", "missing values in a column that the schema forbids them in",
     "mend the rows, or allow missing values (may_be_missing) in the schema"},
    {"empty_column", "warning", "a feature without any value",
     "set its role to ignored, or find out why it is not filled"},
    {"missing_values", "info from 5 % of the rows; warning above 50 %",
     "a feature that is often missing", "ask whether missing has a meaning; it may tell the class"},
    {"out_of_range", "warning; error above 1 % of the rows",
     "numbers outside the range that the schema states",
     "mend the rows or the range; a unit may have changed"},
    {"unknown_category", "warning; error above 1 % of the rows",
     "values that are not among the schema's categories",
     "add them to the schema if they are real; a model treats them as unseen"},
    {"infinite", "warning", "infinite numbers", "have the exporter write nothing instead"},
    {"sentinel", "warning", "a negative number that probably stands for \"unknown\"",
     "list it under missing: in the schema if it does"},
    {"beyond_binary", "warning", "a stray third value in a column of 0 and 1",
     "find out what it means; it is usually a recording fault"},
    {"constant", "warning", "a feature with one value", "drop it: it cannot tell rows apart"},
    {"near_constant", "info", "a feature with one value in at least 99.9 % of the rows",
     "expect little from it; a few rows decide what is learned"},
    {"case_variants", "warning", "texts that differ only in case or surrounding blanks",
     "write them in one way before training"},
    {"many_categories", "warning", "a text feature with more than 1,000 different values",
     "group the values or set its role to ignored"},
    {"time_lost", "warning; error above 0.1 % of the rows", "rows without a time",
     "state the column's format in the schema; splits by time need every row's"},
    {"clock_unset", "warning", "times before 1980", "leave these rows out of splits by time"},
    {"clock_jump", "warning", "gaps of more than 30 days between neighbouring times",
     "the file probably joins several captures; split by capture, not by time"},
    {"time_unordered", "info", "rows that are not in order of time",
     "nothing to do: splits by time sort"},
};

}  // namespace

std::span<const ValidationCode> validation_codes() { return kCodes; }

const ValidationCode& validation_code(std::string_view code) {
  const ValidationCode* found = nullptr;
  for (const ValidationCode& row : kCodes)
    if (row.code == code) found = &row;
  check(found != nullptr, "every finding's code is in the table of codes");
  return *found;
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

}  // namespace vedette
