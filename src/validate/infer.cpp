// SPDX-License-Identifier: Apache-2.0
#include "validate/infer.hpp"

#include <fmt/format.h>

#include <set>

#include "data/text.hpp"
#include "validate/identity.hpp"
#include "validate/infer_label.hpp"
#include "validate/infer_time.hpp"
#include "validate/names.hpp"
#include "validate/row_classes.hpp"
#include "validate/shortcut.hpp"

namespace vedette {
namespace {

constexpr double kIgnoredShortcut = 0.995;

Result<> check_same_columns(const Table& table, const Schema& schema) {
  bool same = table.columns.size() == schema.columns.size();
  for (std::size_t i = 0; same && i < table.columns.size(); ++i)
    same = table.columns[i].name == schema.columns[i].name;
  if (same) return {};
  return fail(ErrorCode::invalid_argument,
              "the table and the schema to complete do not have the same columns");
}

/// Decides column by column; every decision leaves a reason.
class Inference {
 public:
  Inference(const Table& table, Schema sniffed) : table_(table), schema_(std::move(sniffed)) {}

  InferredSchema run() {
    find_label();
    for (std::size_t i = 0; i < table_.columns.size(); ++i) find_role(i);
    clean_names();
    return {std::move(schema_), std::move(reasons_)};
  }

 private:
  void decide(std::size_t i, Role role, const std::string& why) {
    ColumnSpec& spec = schema_.columns[i];
    spec.role = role;
    spec.why = why;
    reasons_.push_back(fmt::format("{}: {}, since {}", spec.name, to_string(role), why));
  }

  void find_label() {
    const auto guess = guess_label(table_);
    if (!guess) {
      reasons_.push_back("no column looks like a label");
      return;
    }
    decide(guess->column, Role::label, guess->why);
    const Column& labels = table_.columns[guess->column];
    LabelMeaning meaning = guess_meaning(labels, code_column(labels));
    schema_.label = std::move(meaning.spec);
    reasons_.push_back(std::move(meaning.reason));
    classes_ = classify_rows(table_, schema_);
  }

  void find_role(std::size_t i) {
    if (schema_.columns[i].role == Role::label) return;
    const CodedColumn coded = code_column(table_.columns[i]);
    // The order matters: a time is near-unique too, and an address may separate the classes.
    if (!found_time(i) && !found_identity(i, coded)) find_leak(i, coded);
  }

  bool found_time(std::size_t i) {
    const auto guess = guess_time(table_.columns[i]);
    if (!guess) return false;
    if (guess->ambiguous) {
      decide(i, Role::ignored, guess->why + ": state its format to use it as the time");
      return true;
    }
    if (schema_.with_role(Role::time) != nullptr) {
      decide(i, Role::ignored, guess->why + ", and there is a time column already");
      return true;
    }
    schema_.columns[i].type = ColumnType::timestamp;
    if (guess->format) schema_.columns[i].format = guess->format;
    decide(i, Role::time, guess->why);
    return true;
  }

  bool found_identity(std::size_t i, const CodedColumn& coded) {
    const Column& column = table_.columns[i];
    const NameKind kind = can_identify(coded) ? kind_of_name(column.name) : NameKind::other;
    if (kind == NameKind::source_address && schema_.with_role(Role::group) == nullptr) {
      decide(i, Role::group, "its name says a source address: rows of one host stay together");
      return true;
    }
    if (kind != NameKind::other) {
      decide(i, role_of_identity(kind), fmt::format("its name says {}", describe(kind)));
      return true;
    }
    const std::string by_data = identity_by_data(column, coded);
    if (by_data.empty()) return false;
    decide(i, Role::ignored, fmt::format("it {}", by_data));
    return true;
  }

  /// One column names the rows; further ones are of no use.
  [[nodiscard]] Role role_of_identity(NameKind kind) const {
    const bool first = schema_.with_role(Role::id) == nullptr;
    return kind == NameKind::row_id && first ? Role::id : Role::ignored;
  }

  void find_leak(std::size_t i, const CodedColumn& coded) {
    if (restates_label(coded, classes_) != Restatement::none)
      return decide(i, Role::ignored, "it is the label in other words");
    const auto shortcut = best_shortcut(table_.columns[i], coded, classes_);
    if (shortcut && shortcut->balanced_accuracy > kIgnoredShortcut)
      decide(i, Role::ignored,
             fmt::format("alone it separates the classes with balanced accuracy {:.3f} ({})",
                         shortcut->balanced_accuracy, shortcut->rule));
  }

  /// Stores accept only plain names; what the header said becomes an alias.
  void clean_names() {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < schema_.columns.size(); ++i) {
      ColumnSpec& spec = schema_.columns[i];
      std::string base = canonical_name(spec.name);
      if (base.empty() || base == "_") base = fmt::format("c{}", i + 1);
      std::string name = base;
      for (int n = 2; !taken.insert(lower_case(name)).second; ++n)
        name = fmt::format("{}_{}", base, n);
      if (name == spec.name) continue;
      if (!spec.name.empty()) spec.aliases.insert(spec.aliases.begin(), spec.name);
      spec.name = name;
    }
  }

  const Table& table_;
  Schema schema_;
  RowClasses classes_;
  std::vector<std::string> reasons_;
};

}  // namespace

Result<InferredSchema> infer_schema(const Table& table, Schema sniffed) {
  VEDETTE_TRY(check_same_columns(table, sniffed));
  return Inference(table, std::move(sniffed)).run();
}

}  // namespace vedette
