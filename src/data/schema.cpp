// SPDX-License-Identifier: Apache-2.0
#include "data/schema.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"

namespace vedette {
namespace {

struct RoleRow {
  Role role;
  std::string_view name;
};

constexpr RoleRow kRoles[] = {
    {Role::feature, "feature"}, {Role::label, "label"}, {Role::id, "id"},
    {Role::time, "time"},       {Role::group, "group"}, {Role::ignored, "ignored"},
};

struct TaskRow {
  Task task;
  std::string_view name;
};

constexpr TaskRow kTasks[] = {
    {Task::binary, "binary"}, {Task::family, "family"}, {Task::multiclass, "multiclass"}};

Json number_or_null(const std::optional<double>& number) {
  return number ? Json(format_number(*number)) : Json(nullptr);
}

Json meaning_of(const ColumnSpec& column) {
  Json meaning;
  meaning["name"] = column.name;
  meaning["type"] = to_string(column.type);
  meaning["role"] = to_string(column.role);
  meaning["unit"] = column.unit;
  meaning["may_be_absent"] = column.may_be_absent;
  meaning["may_be_missing"] = column.may_be_missing;
  meaning["min"] = number_or_null(column.min);
  meaning["max"] = number_or_null(column.max);
  meaning["categories"] = column.categories;
  meaning["missing"] = column.missing;
  meaning["format"] = column.format ? Json(to_string(*column.format)) : Json(nullptr);
  return meaning;
}

Json meaning_of(const LabelSpec& label) {
  Json meaning;
  meaning["benign"] = label.benign;
  meaning["task"] = to_string(label.task);
  meaning["rules"] = Json::array();
  for (const LabelRule& rule : label.rules)
    meaning["rules"].push_back({rule.raw, rule.cls, rule.family});
  return meaning;
}

}  // namespace

std::string_view to_string(Role role) {
  for (const RoleRow& row : kRoles)
    if (row.role == role) return row.name;
  check(false, "every role has a name");
  return {};
}

Result<Role> role_from(std::string_view name) {
  for (const RoleRow& row : kRoles)
    if (row.name == name) return row.role;
  return fail(ErrorCode::invalid_argument, fmt::format("there is no role '{}'", name),
              "roles are feature, label, id, time, group and ignored");
}

std::string_view to_string(Task task) {
  for (const TaskRow& row : kTasks)
    if (row.task == task) return row.name;
  check(false, "every task has a name");
  return {};
}

Result<Task> task_from(std::string_view name) {
  for (const TaskRow& row : kTasks)
    if (row.name == name) return row.task;
  return fail(ErrorCode::invalid_argument, fmt::format("there is no task '{}'", name),
              "tasks are binary, family and multiclass");
}

const ColumnSpec* Schema::find(std::string_view column_name) const {
  for (const ColumnSpec& column : columns)
    if (column.name == column_name) return &column;
  return nullptr;
}

const ColumnSpec* Schema::with_role(Role role) const {
  for (const ColumnSpec& column : columns)
    if (column.role == role) return &column;
  return nullptr;
}

std::vector<std::string> Schema::feature_names() const {
  std::vector<std::string> names;
  for (const ColumnSpec& column : columns)
    if (column.role == Role::feature) names.push_back(column.name);
  return names;
}

std::string Schema::fingerprint() const {
  Json meaning;
  meaning["columns"] = Json::array();
  for (const ColumnSpec& column : columns) meaning["columns"].push_back(meaning_of(column));
  meaning["missing"] = missing;
  meaning["decimal"] = std::string(1, decimal);
  meaning["label"] = meaning_of(label);
  return sha256_hex(dump_json(meaning));
}

}  // namespace vedette
