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
void flatten(const Json& value, const std::string& key, Flat& flat) {
  if (!value.is_object()) {
    flat.emplace(key, value);
    return;
  }
  for (const auto& [name, member] : value.items())
    flatten(member, key.empty() ? name : key + "." + name, flat);
}

Flat flat_form(const Json& value) {
  Flat flat;
  flatten(value, "", flat);
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

Json changes(const Json& left, const Json& right) {
  const Flat l = flat_form(left);
  const Flat r = flat_form(right);
  Json list = Json::array();
  for (const std::string& key : keys_of(l, r))
    if (value_of(l, key) != value_of(r, key))
      list.push_back({{"key", key}, {"left", value_of(l, key)}, {"right", value_of(r, key)}});
  return list;
}

/// Numbers of both evaluations, also those that are equal: the reader wants to see them all.
Json metrics(const Evaluation& left, const Evaluation& right) {
  const Json l = to_json(left);
  const Json r = to_json(right);
  Json list = Json::array();
  for (const auto& [name, value] : l.items()) {
    if (!value.is_number() || !r.contains(name) || !r[name].is_number()) continue;
    list.push_back({{"name", name},
                    {"left", value},
                    {"right", r[name]},
                    {"change", r[name].get<double>() - value.get<double>()}});
  }
  return list;
}

bool same_meaning(const ColumnSpec& left, const ColumnSpec& right) {
  const auto alone = [](const ColumnSpec& column) {
    Schema schema;
    schema.columns.push_back(column);
    return schema.fingerprint();
  };
  return alone(left) == alone(right);
}

Json schemas(const Schema& left, const Schema& right) {
  Json only_left = Json::array();
  Json only_right = Json::array();
  Json changed = Json::array();
  for (const ColumnSpec& column : left.columns) {
    const ColumnSpec* other = right.find(column.name);
    if (other == nullptr)
      only_left.push_back(column.name);
    else if (!same_meaning(column, *other))
      changed.push_back(column.name);
  }
  for (const ColumnSpec& column : right.columns)
    if (left.find(column.name) == nullptr) only_right.push_back(column.name);
  return {{"same", left.fingerprint() == right.fingerprint()},
          {"only_left", std::move(only_left)},
          {"only_right", std::move(only_right)},
          {"changed", std::move(changed)}};
}

Json threshold_json(const Bundle& bundle) {
  return bundle.threshold ? to_json(*bundle.threshold) : Json::object();
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
          {"labels", changes({{"classes", left.labels.classes}}, {{"classes", right.labels.classes}})},
          {"split", changes(left.split, right.split)},
          {"training", changes(left.training, right.training)},
          {"schema", schemas(left.schema, right.schema)},
          {"versions", changes(left.versions, right.versions)}};
}

}  // namespace vedette
