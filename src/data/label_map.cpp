// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "data/schema.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kNamedInErrors = 5;

using Counts = std::map<std::string, std::size_t, std::less<>>;

Counts count_raw_values(const Column& labels) {
  Counts counts;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    if (labels.missing[row] != 0) continue;
    const std::string text = labels.text(row);
    const std::string_view raw = trim(text);
    if (const auto found = counts.find(raw); found != counts.end())
      ++found->second;
    else
      counts.emplace(raw, 1);
  }
  return counts;
}

std::vector<LabelRule> rules_or_identity(const Schema& schema, const Counts& counts) {
  if (!schema.label.rules.empty()) return schema.label.rules;
  std::vector<LabelRule> rules;
  for (const auto& [raw, count] : counts) rules.push_back({raw, raw, raw});
  return rules;
}

std::set<std::string> classes_of(const std::vector<LabelRule>& rules) {
  std::set<std::string> classes;
  for (const LabelRule& rule : rules) classes.insert(rule.cls);
  return classes;
}

Result<> check_covered(const Schema& schema, const Counts& counts) {
  if (schema.label.rules.empty()) return {};
  std::vector<std::string> unknown;
  for (const auto& [raw, count] : counts) {
    const auto covers = [&raw = raw](const LabelRule& rule) { return rule.raw == raw; };
    if (std::none_of(schema.label.rules.begin(), schema.label.rules.end(), covers))
      unknown.push_back(raw);
  }
  if (unknown.empty()) return {};
  const std::size_t total = unknown.size();
  if (total > kNamedInErrors) unknown.resize(kNamedInErrors);
  return fail(
      ErrorCode::schema_mismatch,
      fmt::format("{} label value(s) have no class in schema '{}': '{}'{}", total, schema.name,
                  fmt::join(unknown, "', '"), total > kNamedInErrors ? " ..." : ""),
      "add them under label: values: in the schema, or infer a schema from this file");
}

std::string most_frequent_class(const std::vector<LabelRule>& rules, const Counts& counts) {
  Counts per_class;
  for (const LabelRule& rule : rules)
    if (const auto found = counts.find(rule.raw); found != counts.end())
      per_class[rule.cls] += found->second;
  const auto most =
      std::max_element(per_class.begin(), per_class.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == per_class.end() ? std::string() : most->first;
}

/// Rewrites the rules so that `cls` is the name that the task tells apart.
void aim_at_task(std::vector<LabelRule>& rules, Task task, const std::string& benign) {
  const bool two_classes = classes_of(rules).size() == 2;
  for (LabelRule& rule : rules) {
    if (task == Task::family) rule.cls = rule.family;
    if (task == Task::binary && rule.cls != benign && !two_classes) rule.cls = "attack";
  }
}

/// The class that counts as benign for the task; empty where there is none.
Result<std::string> benign_for(const Schema& schema, Task task, const std::vector<LabelRule>& rules,
                               const Counts& counts) {
  if (!schema.label.benign.empty()) return schema.label.benign;
  if (task != Task::binary) return std::string();
  if (classes_of(rules).size() == 2) return most_frequent_class(rules, counts);
  return fail(
      ErrorCode::schema_mismatch,
      fmt::format("schema '{}' does not say which label is benign, and there are {} classes",
                  schema.name, classes_of(rules).size()),
      "name it under label: benign: in the schema, or use the task multiclass");
}

}  // namespace

std::int32_t LabelMap::index_of(std::string_view raw) const {
  const std::string_view wanted = trim(raw);
  for (const LabelRule& rule : rules) {
    if (rule.raw != wanted) continue;
    const auto found = std::find(classes.begin(), classes.end(), rule.cls);
    return found == classes.end() ? -1 : static_cast<std::int32_t>(found - classes.begin());
  }
  return -1;
}

Result<LabelMap> make_label_map(const Schema& schema, Task task, const Column& labels) {
  const Counts counts = count_raw_values(labels);
  VEDETTE_TRY(check_covered(schema, counts));
  LabelMap map;
  map.task = task;
  map.rules = rules_or_identity(schema, counts);
  const std::string benign = VEDETTE_TRY(benign_for(schema, task, map.rules, counts));
  const auto benign_rule = std::find_if(map.rules.begin(), map.rules.end(),
                                        [&](const LabelRule& rule) { return rule.cls == benign; });
  const std::string benign_name = benign_rule == map.rules.end() ? std::string()
                                  : task == Task::family         ? benign_rule->family
                                                                 : benign;
  aim_at_task(map.rules, task, benign);
  std::set<std::string> present;
  for (const LabelRule& rule : map.rules)
    if (counts.contains(rule.raw)) present.insert(rule.cls);
  map.has_benign = present.erase(benign_name) > 0;
  if (map.has_benign) map.classes.push_back(benign_name);
  map.classes.insert(map.classes.end(), present.begin(), present.end());
  if (map.classes.size() < 2 || (task == Task::binary && !map.has_benign))
    return fail(ErrorCode::schema_mismatch,
                fmt::format("the labels are all '{}': there is nothing to tell apart",
                            fmt::join(map.classes, "', '")),
                "give rows of at least two classes");
  std::erase_if(map.rules, [&](const LabelRule& rule) {
    return std::find(map.classes.begin(), map.classes.end(), rule.cls) == map.classes.end();
  });
  return map;
}

}  // namespace vedette
