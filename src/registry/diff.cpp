// SPDX-License-Identifier: Apache-2.0
#include "registry/diff.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace vedette {
namespace {

using Flat = std::map<std::string, Json>;

/// Members of objects by dotted keys; lists and scalars are values.
Flat flatten(const Json& value, const std::string& key = {}) {
  if (!value.is_object()) return {{key, value}};
  Flat flat;
  for (const auto& [name, member] : value.items())
    flat.merge(flatten(member, key.empty() ? name : key + "." + name));
  return flat;
}

Json value_of(const Flat& flat, const std::string& key) {
  const auto found = flat.find(key);
  return found == flat.end() ? Json() : found->second;
}

/// Keys of either side, in alphabetical order.
std::set<std::string> keys_of(const Flat& left, const Flat& right) {
  std::set<std::string> keys;
  for (const Flat* side : {&left, &right})
    for (const auto& [key, value] : *side) keys.insert(key);
  return keys;
}

/// What is not the same on both sides, by key.
Json changes(const Json& left, const Json& right) {
  const Flat l = flatten(left);
  const Flat r = flatten(right);
  Json table = Json::object();
  for (const std::string& key : keys_of(l, r))
    if (value_of(l, key) != value_of(r, key))
      table[key] = {{"left", value_of(l, key)}, {"right", value_of(r, key)}};
  return table;
}

/// Numbers of both evaluations, also those that are equal: the reader wants to see them all.
Json metrics(const Evaluation& left, const Evaluation& right) {
  const Json l = to_json(left);
  const Json r = to_json(right);
  Json table = Json::object();
  for (const auto& [name, value] : l.items()) {
    if (!value.is_number() || !r.contains(name) || !r[name].is_number()) continue;
    table[name] = {{"left", value},
                   {"right", r[name]},
                   {"change", r[name].get<double>() - value.get<double>()}};
  }
  return table;
}

/// Columns by name, each in one short text.
Json schema_json(const Schema& schema) {
  Json columns = Json::object();
  for (const ColumnSpec& column : schema.columns)
    columns[column.name] = fmt::format("{} {}{}{}", to_string(column.role), to_string(column.type),
                                       column.unit.empty() ? "" : " in ", column.unit);
  return {{"name", schema.name}, {"fingerprint", schema.fingerprint()}, {"columns", columns}};
}

Json threshold_json(const Bundle& bundle) {
  return bundle.threshold ? to_json(*bundle.threshold) : Json::object();
}

Json labels_json(const LabelMap& labels) {
  return {{"task", to_string(labels.task)}, {"classes", labels.classes}};
}

std::string reference(const Bundle& bundle) {
  return fmt::format("{}@{}", bundle.name, bundle.version);
}

}  // namespace

Json difference(const Bundle& left, const Bundle& right) {
  return {{"left", reference(left)},
          {"right", reference(right)},
          {"metrics", metrics(left.evaluation, right.evaluation)},
          {"learner", changes({{"name", left.learner}}, {{"name", right.learner}})},
          {"options", changes(left.learner_options, right.learner_options)},
          {"threshold", changes(threshold_json(left), threshold_json(right))},
          {"labels", changes(labels_json(left.labels), labels_json(right.labels))},
          {"split", changes(left.split, right.split)},
          {"training", changes(left.training, right.training)},
          {"schema", changes(schema_json(left.schema), schema_json(right.schema))},
          {"versions", changes(left.versions, right.versions)}};
}

}  // namespace vedette
