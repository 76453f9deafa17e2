// SPDX-License-Identifier: Apache-2.0
// The YAML form of a schema, docs/formats/schema.md.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/options.hpp"
#include "data/schema.hpp"
#include "data/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostBytes = std::size_t{4} << 20;
constexpr std::string_view kDelimiters = ",;\t|";

using Keys = std::vector<std::string>;

const Keys kSchemaKeys = {"name",   "title",     "description", "columns", "missing",
                          "header", "delimiter", "decimal",     "label"};
const Keys kColumnKeys = {"name",   "aliases", "type",       "role",          "unit",
                          "format", "min",     "max",        "may_be_absent", "may_be_missing",
                          "why",    "missing", "categories", "description"};
const Keys kLabelKeys = {"benign", "task", "values"};
const Keys kValueKeys = {"raw", "class", "family"};

/// Reads nodes of one document; every error names the file and the line.
class Document {
 public:
  explicit Document(std::string_view file_name) : file_(file_name) {}

  [[nodiscard]] tl::unexpected<Error> wrong(const YAML::Mark& mark, std::string message,
                                            std::string hint = {}) const {
    const std::string line = mark.is_null() ? "" : fmt::format("line {}: ", mark.line + 1);
    return fail(ErrorCode::malformed, line + std::move(message), std::move(hint),
                {file_, {}, {}, {}});
  }

  [[nodiscard]] tl::unexpected<Error> wrong(const YAML::Node& node, const Error& error) const {
    return wrong(node.Mark(), error.message, error.hint);
  }

  [[nodiscard]] Result<> expect_keys(const YAML::Node& map, std::string_view what,
                                     const Keys& known) const {
    if (!map.IsMap()) return wrong(map.Mark(), fmt::format("{} must be a mapping", what));
    Keys seen;
    for (const auto& entry : map) {
      const std::string key = VEDETTE_TRY(text(entry.first, "a key"));
      if (std::find(known.begin(), known.end(), key) == known.end())
        return wrong(entry.first.Mark(), fmt::format("{} has no key '{}'", what, key),
                     key_hint(key, known));
      if (std::find(seen.begin(), seen.end(), key) != seen.end())
        return wrong(entry.first.Mark(), fmt::format("the key '{}' is given twice", key));
      seen.push_back(key);
    }
    return {};
  }

  [[nodiscard]] Result<std::string> text(const YAML::Node& node, std::string_view what) const {
    if (!node.IsScalar()) return wrong(node.Mark(), fmt::format("{} must be one value", what));
    return node.Scalar();
  }

  [[nodiscard]] Result<std::string> optional_text(const YAML::Node& map, const char* key) const {
    const YAML::Node node = map[key];
    if (!node || node.IsNull()) return std::string();
    return text(node, fmt::format("'{}'", key));
  }

  /// One value or a list of them.
  [[nodiscard]] Result<std::vector<std::string>> texts(const YAML::Node& map,
                                                       const char* key) const {
    std::vector<std::string> values;
    const YAML::Node node = map[key];
    if (!node || node.IsNull()) return values;
    if (node.IsScalar()) values.push_back(node.Scalar());
    if (node.IsMap()) return wrong(node.Mark(), fmt::format("'{}' must be a list", key));
    if (!node.IsSequence()) return values;
    for (const YAML::Node& item : node)
      values.push_back(VEDETTE_TRY(text(item, fmt::format("an item of '{}'", key))));
    return values;
  }

  /// What `parse` makes of the text at `key`, or `standard` where there is none.
  template <class T>
  [[nodiscard]] Result<T> choice(const YAML::Node& map, const char* key, T standard,
                                 Result<T> (*parse)(std::string_view)) const {
    const YAML::Node node = map[key];
    if (!node) return standard;
    Result<T> value = parse(VEDETTE_TRY(text(node, fmt::format("'{}'", key))));
    if (!value) return wrong(node, value.error());
    return value;
  }

  [[nodiscard]] Result<std::optional<double>> number(const YAML::Node& map, const char* key) const {
    const YAML::Node node = map[key];
    if (!node || node.IsNull()) return std::nullopt;
    double value = 0;
    if (!YAML::convert<double>::decode(node, value) || !std::isfinite(value))
      return wrong(node.Mark(), fmt::format("'{}' must be a finite number", key));
    return value;
  }

  [[nodiscard]] Result<char> character(const YAML::Node& map, const char* key, char standard,
                                       std::string_view allowed) const {
    const YAML::Node node = map[key];
    if (!node) return standard;
    const std::string value = VEDETTE_TRY(text(node, fmt::format("'{}'", key)));
    if (value.size() != 1 || allowed.find(value) == std::string_view::npos)
      return wrong(node.Mark(), fmt::format("'{}' must be one character of \"{}\"", key,
                                            allowed == kDelimiters ? ",;\\t|" : allowed));
    return value.front();
  }

 private:
  static std::string key_hint(const std::string& key, const Keys& known) {
    if (const std::string near = nearest_word(key, known); !near.empty())
      return fmt::format("did you mean '{}'?", near);
    return fmt::format("known keys are {}", fmt::join(known, ", "));
  }

  std::string file_;
};

Result<bool> bool_from(std::string_view text) {
  if (text == "true" || text == "yes") return true;
  if (text == "false" || text == "no") return false;
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is neither true nor false", text));
}

Result<Schema::Header> header_from(std::string_view text) {
  if (text == "detect") return Schema::Header::detect;
  if (text == "present") return Schema::Header::present;
  if (text == "absent") return Schema::Header::absent;
  return fail(ErrorCode::invalid_argument, fmt::format("there is no header mode '{}'", text),
              "header is detect, present or absent");
}

std::string_view header_name(Schema::Header header) {
  if (header == Schema::Header::present) return "present";
  return header == Schema::Header::absent ? "absent" : "detect";
}

Result<std::optional<TimeFormat>> optional_time_format(std::string_view text) {
  return time_format_from(text).map([](TimeFormat f) { return std::optional<TimeFormat>(f); });
}

bool is_canonical(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), fits);
}

Result<ColumnSpec> read_column(const Document& in, const YAML::Node& node) {
  VEDETTE_TRY(in.expect_keys(node, "a column", kColumnKeys));
  ColumnSpec column;
  column.name = VEDETTE_TRY(in.optional_text(node, "name"));
  if (!is_canonical(column.name))
    return in.wrong(node.Mark(), fmt::format("'{}' is not a column name", column.name),
                    "names have letters A-Z and a-z, digits and _; put other spellings under "
                    "aliases");
  column.aliases = VEDETTE_TRY(in.texts(node, "aliases"));
  column.type = VEDETTE_TRY(in.choice(node, "type", ColumnType::float64, column_type_from));
  column.role = VEDETTE_TRY(in.choice(node, "role", Role::feature, role_from));
  column.unit = VEDETTE_TRY(in.optional_text(node, "unit"));
  column.description = VEDETTE_TRY(in.optional_text(node, "description"));
  column.may_be_absent = VEDETTE_TRY(in.choice(node, "may_be_absent", false, bool_from));
  column.may_be_missing = VEDETTE_TRY(in.choice(node, "may_be_missing", true, bool_from));
  column.min = VEDETTE_TRY(in.number(node, "min"));
  column.max = VEDETTE_TRY(in.number(node, "max"));
  column.categories = VEDETTE_TRY(in.texts(node, "categories"));
  column.missing = VEDETTE_TRY(in.texts(node, "missing"));
  column.why = VEDETTE_TRY(in.optional_text(node, "why"));
  column.format =
      VEDETTE_TRY(in.choice(node, "format", std::optional<TimeFormat>(), optional_time_format));
  if (column.min && column.max && *column.min > *column.max)
    return in.wrong(node.Mark(), fmt::format("column '{}' has min above max", column.name));
  if (column.format && column.type != ColumnType::timestamp)
    return in.wrong(node.Mark(),
                    fmt::format("column '{}' has a time format but is no timestamp", column.name));
  return column;
}

/// Headers must lead to exactly one column.
Result<> check_names(const Document& in, const YAML::Node& node, const Schema& schema) {
  std::map<std::string, std::string> owners;
  for (const ColumnSpec& column : schema.columns) {
    std::vector<std::string> names = column.aliases;
    names.push_back(column.name);
    for (const std::string& name : names) {
      const auto [owner, is_new] = owners.emplace(header_key(name), column.name);
      if (!is_new && owner->second != column.name)
        return in.wrong(node.Mark(), fmt::format("the name '{}' belongs to both '{}' and '{}'",
                                                 name, owner->second, column.name));
    }
  }
  for (std::size_t i = 0; i < schema.columns.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (schema.columns[i].name == schema.columns[k].name)
        return in.wrong(node.Mark(),
                        fmt::format("there are two columns '{}'", schema.columns[i].name));
  return {};
}

Result<> read_columns(const Document& in, const YAML::Node& node, Schema& schema) {
  if (!node || !node.IsSequence() || node.size() == 0)
    return in.wrong(node ? node.Mark() : YAML::Mark::null_mark(),
                    "a schema needs a list of 'columns'");
  for (const YAML::Node& item : node) schema.columns.push_back(VEDETTE_TRY(read_column(in, item)));
  const auto is_label = [](const ColumnSpec& c) { return c.role == Role::label; };
  if (std::count_if(schema.columns.begin(), schema.columns.end(), is_label) > 1)
    return in.wrong(node.Mark(), "a schema has at most one column of role label");
  return check_names(in, node, schema);
}

Result<std::vector<LabelRule>> read_rules(const Document& in, const YAML::Node& node) {
  VEDETTE_TRY(in.expect_keys(node, "a label value", kValueKeys));
  const std::vector<std::string> raw_values = VEDETTE_TRY(in.texts(node, "raw"));
  if (raw_values.empty())
    return in.wrong(node.Mark(), "a label value needs 'raw': the text in the file");
  std::string cls = VEDETTE_TRY(in.optional_text(node, "class"));
  if (cls.empty()) cls = raw_values.front();
  std::string family = VEDETTE_TRY(in.optional_text(node, "family"));
  if (family.empty()) family = cls;
  std::vector<LabelRule> rules;
  for (const std::string& raw : raw_values) rules.push_back({std::string(trim(raw)), cls, family});
  return rules;
}

Result<LabelSpec> read_label(const Document& in, const YAML::Node& node) {
  LabelSpec label;
  if (!node) return label;
  VEDETTE_TRY(in.expect_keys(node, "'label'", kLabelKeys));
  label.benign = VEDETTE_TRY(in.optional_text(node, "benign"));
  label.task = VEDETTE_TRY(in.choice(node, "task", Task::binary, task_from));
  const YAML::Node values = node["values"];
  if (values && !values.IsSequence())
    return in.wrong(values.Mark(), "'values' must be a list of {raw, class, family}");
  for (const YAML::Node& item : values) {
    for (LabelRule& rule : VEDETTE_TRY(read_rules(in, item))) {
      const auto same = [&](const LabelRule& other) { return other.raw == rule.raw; };
      if (std::any_of(label.rules.begin(), label.rules.end(), same))
        return in.wrong(item.Mark(), fmt::format("the label value '{}' is given twice", rule.raw));
      label.rules.push_back(std::move(rule));
    }
  }
  const auto is_benign = [&](const LabelRule& rule) { return rule.cls == label.benign; };
  if (!label.benign.empty() && !label.rules.empty() &&
      std::none_of(label.rules.begin(), label.rules.end(), is_benign))
    return in.wrong(node.Mark(),
                    fmt::format("no label value has the benign class '{}'", label.benign));
  return label;
}

Result<Schema> read_schema(const Document& in, const YAML::Node& root) {
  VEDETTE_TRY(in.expect_keys(root, "a schema", kSchemaKeys));
  Schema schema;
  schema.name = VEDETTE_TRY(in.optional_text(root, "name"));
  if (schema.name.empty()) return in.wrong(root.Mark(), "a schema needs a 'name'");
  schema.title = VEDETTE_TRY(in.optional_text(root, "title"));
  schema.description = VEDETTE_TRY(in.optional_text(root, "description"));
  schema.missing = VEDETTE_TRY(in.texts(root, "missing"));
  schema.header = VEDETTE_TRY(in.choice(root, "header", Schema::Header::detect, header_from));
  schema.delimiter = VEDETTE_TRY(in.character(root, "delimiter", '\0', kDelimiters));
  schema.decimal = VEDETTE_TRY(in.character(root, "decimal", '.', ".,"));
  VEDETTE_TRY(read_columns(in, root["columns"], schema));
  schema.label = VEDETTE_TRY(read_label(in, root["label"]));
  return schema;
}

/// Writes keys in a fixed order and leaves out what has its default.
class Writer {
 public:
  void text(const char* key, std::string_view value) {
    if (value.empty()) return;
    out_ << YAML::Key << key << YAML::Value << quoted(value);
  }
  void texts(const char* key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    out_ << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginSeq;
    for (const std::string& value : values) out_ << quoted(value);
    out_ << YAML::EndSeq;
  }
  void number(const char* key, const std::optional<double>& value) {
    if (value) out_ << YAML::Key << key << YAML::Value << format_number(*value);
  }
  void flag(const char* key, const char* value) {
    out_ << YAML::Key << key << YAML::Value << value;
  }
  YAML::Emitter& out() { return out_; }

 private:
  /// Words stay bare; whatever YAML could take for something else gets quotes.
  static YAML::Node quoted(std::string_view value) {
    YAML::Node node{std::string(value)};
    const bool is_word =
        is_canonical(value) && (value.front() > '9') && lower_case(value) != "null";
    if (!is_word) node.SetTag("!");
    return node;
  }

  YAML::Emitter out_;
};

void write_column(Writer& writer, const ColumnSpec& column) {
  writer.out() << YAML::BeginMap;
  writer.text("name", column.name);
  writer.texts("aliases", column.aliases);
  writer.text("type", to_string(column.type));
  writer.text("role", to_string(column.role));
  if (column.format) writer.text("format", to_string(*column.format));
  writer.text("unit", column.unit);
  writer.text("description", column.description);
  if (column.may_be_absent) writer.flag("may_be_absent", "true");
  if (!column.may_be_missing) writer.flag("may_be_missing", "false");
  writer.number("min", column.min);
  writer.number("max", column.max);
  writer.texts("categories", column.categories);
  writer.texts("missing", column.missing);
  writer.text("why", column.why);
  writer.out() << YAML::EndMap;
}

void write_label(Writer& writer, const LabelSpec& label) {
  writer.out() << YAML::Key << "label" << YAML::Value << YAML::BeginMap;
  writer.text("benign", label.benign);
  writer.text("task", to_string(label.task));
  if (!label.rules.empty()) {
    writer.out() << YAML::Key << "values" << YAML::Value << YAML::BeginSeq;
    for (const LabelRule& rule : label.rules) {
      writer.out() << YAML::Flow << YAML::BeginMap;
      writer.texts("raw", {rule.raw});
      writer.text("class", rule.cls);
      writer.text("family", rule.family);
      writer.out() << YAML::EndMap;
    }
    writer.out() << YAML::EndSeq;
  }
  writer.out() << YAML::EndMap;
}

}  // namespace

Result<Schema> parse_schema(std::string_view yaml, std::string_view file_name) {
  const Document document(file_name);
  if (yaml.size() > kMostBytes)
    return fail(ErrorCode::too_large, "a schema file may have at most 4 MiB", {},
                {std::string(file_name), {}, {}, {}});
  try {
    return read_schema(document, YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& e) {
    return document.wrong(e.mark, fmt::format("not valid YAML: {}", e.msg));
  }
}

std::string to_yaml(const Schema& schema) {
  Writer writer;
  writer.out() << YAML::BeginMap;
  writer.text("name", schema.name);
  writer.text("title", schema.title);
  writer.text("description", schema.description);
  if (schema.header != Schema::Header::detect) writer.text("header", header_name(schema.header));
  if (schema.delimiter != 0) writer.text("delimiter", std::string_view(&schema.delimiter, 1));
  if (schema.decimal != '.') writer.text("decimal", std::string_view(&schema.decimal, 1));
  writer.texts("missing", schema.missing);
  writer.out() << YAML::Key << "columns" << YAML::Value << YAML::BeginSeq;
  for (const ColumnSpec& column : schema.columns) write_column(writer, column);
  writer.out() << YAML::EndSeq;
  write_label(writer, schema.label);
  writer.out() << YAML::EndMap;
  return std::string(writer.out().c_str()) + "\n";
}

}  // namespace vedette
