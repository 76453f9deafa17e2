// SPDX-License-Identifier: Apache-2.0
/// What the columns of a data set mean: data, not code. Written as YAML (docs/formats/schema.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "data/table.hpp"
#include "data/timestamp.hpp"

namespace vedette {

enum class Role { feature, label, id, time, group, ignored };

[[nodiscard]] std::string_view to_string(Role role);
/// Errors: `invalid_argument` with the list of roles.
[[nodiscard]] Result<Role> role_from(std::string_view name);

struct ColumnSpec {
  std::string name;                    ///< canonical; [A-Za-z0-9_]+ (what stores accept)
  std::vector<std::string> aliases{};  ///< other names in headers; matched without case,
                                       ///< surrounding blanks and a byte-order mark
  ColumnType type = ColumnType::float64;
  Role role = Role::feature;
  std::string unit{};  ///< such as "bytes", "seconds"
  std::string description{};
  bool may_be_absent = false;  ///< the file may lack the column; all values missing
  bool may_be_missing = true;  ///< single values may be missing
  std::optional<double> min{};
  std::optional<double> max{};
  std::vector<std::string> categories{};  ///< allowed values of a text (or small integer) column;
                                          ///< empty: any
  std::vector<std::string> missing{};     ///< markers of this column, besides the schema's
  std::string why{};                      ///< reason for the role, as `schema infer` found it
  std::optional<TimeFormat> format{};     ///< of a timestamp column; unset: ISO 8601, and what
                                          ///< `unit` says for plain numbers
};

/// One raw label value.
struct LabelRule {
  std::string raw;     ///< as in the file (matched exactly after trimming)
  std::string cls;     ///< canonical class name
  std::string family;  ///< family of the class; equals `cls` where there is none
};

/// What a model is asked to tell apart.
enum class Task {
  binary,      ///< benign against everything else (class names: the benign one and `attack`, or
               ///< the other's own name where there are only two)
  family,      ///< families
  multiclass,  ///< classes
};

[[nodiscard]] std::string_view to_string(Task task);
/// Errors: `invalid_argument`.
[[nodiscard]] Result<Task> task_from(std::string_view name);

struct LabelSpec {
  std::string benign{};            ///< canonical class that means "no attack"; empty: none does
  std::vector<LabelRule> rules{};  ///< empty: every raw value is its own class and family
  Task task = Task::binary;        ///< default task of this data set
};

struct Schema {
  std::string name;
  std::string title{};
  std::string description{};
  std::vector<ColumnSpec> columns{};
  std::vector<std::string> missing{};  ///< markers for every column; empty cells always count
  LabelSpec label{};
  enum class Header { detect, present, absent } header = Header::detect;
  char delimiter = 0;  ///< 0: detect among , ; tab |
  char decimal = '.';

  [[nodiscard]] const ColumnSpec* find(std::string_view name) const;  ///< canonical name
  [[nodiscard]] const ColumnSpec* with_role(Role role) const;         ///< first such column
  [[nodiscard]] std::vector<std::string> feature_names() const;       ///< in order
  /// SHA-256 over the meaning (names, types, roles, markers, ranges, labels), not over titles.
  [[nodiscard]] std::string fingerprint() const;
};

/// Errors: `malformed` with line and what is allowed there; unknown keys are errors with the
/// nearest known key.
[[nodiscard]] Result<Schema> parse_schema(std::string_view yaml, std::string_view file_name);
[[nodiscard]] std::string to_yaml(const Schema& schema);

/// A file path, or the name of a schema that ships with the program.
/// Errors: `not_found` with the nearest name.
[[nodiscard]] Result<Schema> load_schema(std::string_view name_or_path);
/// Names of the schemas that ship with the program (they are compiled in).
[[nodiscard]] std::vector<std::string> shipped_schemas();

/// Maps raw label values to class indices for a task.
struct LabelMap {
  Task task = Task::binary;
  std::vector<std::string> classes{};  ///< class names by index; benign first where there is one
  std::vector<LabelRule> rules{};      ///< raw value -> the name in `classes` (in `cls`)
  bool has_benign = false;             ///< then index 0 is benign, all others are attacks

  /// -1 for a value that no rule covers.
  [[nodiscard]] std::int32_t index_of(std::string_view raw) const;
};

/// Builds the map for the labels that occur in `labels`. Binary needs a benign class unless there
/// are exactly two classes (then the one named as benign, or the more frequent, is index 0).
/// Errors: `schema_mismatch` naming raw values that no rule covers, or fewer than two classes.
[[nodiscard]] Result<LabelMap> make_label_map(const Schema& schema, Task task,
                                              const Column& labels);

}  // namespace vedette
