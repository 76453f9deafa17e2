// SPDX-License-Identifier: Apache-2.0
#include "validate/infer_label.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "validate/names.hpp"

namespace vedette {
namespace {

constexpr int kBenignValuePoints = 60;
constexpr int kLastColumnPoints = 40;
constexpr int kEnoughPoints = 40;
constexpr int kTellingName = 60;
constexpr std::size_t kMostTextClasses = 200;
constexpr std::size_t kMostNumericClasses = 20;

std::vector<std::string> distinct_texts(const Column& column, const CodedColumn& coded) {
  std::vector<std::string> texts;
  for (const std::uint32_t row : coded.first_row) texts.push_back(column.text(row));
  return texts;
}

/// Whether the values repeat as labels do.
bool repeats_like_a_label(const Column& column, const CodedColumn& coded) {
  if (column.type == ColumnType::timestamp) return false;
  const std::size_t most =
      column.type == ColumnType::text ? kMostTextClasses : kMostNumericClasses;
  return coded.distinct() >= 2 && coded.distinct() <= most &&
         2 * static_cast<std::int64_t>(coded.distinct()) <= coded.present();
}

/// The first text value that says "no attack"; numbers such as 0 say it too rarely to count.
std::string benign_word_in(const Column& column, const CodedColumn& coded) {
  if (column.type != ColumnType::text || coded.distinct() > kMostTextClasses) return {};
  const auto texts = distinct_texts(column, coded);
  const auto found = std::find_if(texts.begin(), texts.end(), [](const std::string& text) {
    return text.size() > 3 && sounds_benign(text);
  });
  return found == texts.end() ? std::string() : *found;
}

struct Weight {
  int points = 0;
  std::vector<std::string> reasons;
};

Weight weigh(const Column& column, const CodedColumn& coded, bool is_last) {
  Weight weight;
  const int likeness = label_likeness(column.name);
  const bool repeats = repeats_like_a_label(column, coded);
  // A telling name also makes a label of a column with one value, or none that repeats; but
  // nobody labels rows with fractions.
  const bool named = likeness >= kTellingName && column.type != ColumnType::float64;
  if (coded.distinct() == 0 || (!repeats && !named)) return weight;
  weight.points = likeness;
  if (likeness > 0) weight.reasons.push_back(fmt::format("it is called '{}'", column.name));
  if (const std::string word = benign_word_in(column, coded); !word.empty()) {
    weight.points += kBenignValuePoints;
    weight.reasons.push_back(fmt::format("one of its values is '{}'", word));
  }
  if (is_last && repeats) {
    weight.points += kLastColumnPoints;
    weight.reasons.push_back(
        fmt::format("it is the last column and has {} values", coded.distinct()));
  }
  return weight;
}

LabelMeaning one_benign(std::string benign, std::size_t values) {
  LabelMeaning meaning;
  meaning.reason = fmt::format("label '{}' means no attack; the other {} do", benign, values - 1);
  meaning.spec.benign = std::move(benign);
  return meaning;
}

/// Several spellings of "no attack" become one class by rules for every value.
LabelMeaning several_benign(const std::vector<std::string>& values,
                            const std::vector<std::string>& benign) {
  LabelMeaning meaning;
  meaning.spec.benign = "benign";
  for (const std::string& value : values) {
    const bool is_benign = std::find(benign.begin(), benign.end(), value) != benign.end();
    const std::string cls = is_benign ? "benign" : value;
    meaning.spec.rules.push_back({value, cls, cls});
  }
  meaning.reason = fmt::format("labels '{}' all mean no attack and are joined as 'benign'",
                               fmt::join(benign, "', '"));
  return meaning;
}

LabelMeaning no_benign(const std::vector<std::string>& values) {
  LabelMeaning meaning;
  if (values.size() == 2) {
    meaning.reason = fmt::format(
        "neither '{}' nor '{}' says which one means no attack, so the more frequent one counts as "
        "benign: name it under label: benign: if that is wrong",
        values[0], values[1]);
    return meaning;
  }
  meaning.spec.task = Task::multiclass;
  meaning.reason = "no label value says that it means no attack, so the task is multiclass";
  return meaning;
}

}  // namespace

std::optional<LabelGuess> guess_label(const Table& table) {
  std::optional<LabelGuess> best;
  int most = kEnoughPoints - 1;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    const Weight weight = weigh(column, code_column(column), i + 1 == table.columns.size());
    if (weight.points <= most) continue;
    most = weight.points;
    best = LabelGuess{i, fmt::format("{}", fmt::join(weight.reasons, ", and "))};
  }
  return best;
}

LabelMeaning guess_meaning(const Column& labels, const CodedColumn& raw) {
  const auto values = distinct_texts(labels, raw);
  std::vector<std::string> benign;
  std::copy_if(values.begin(), values.end(), std::back_inserter(benign), sounds_benign);
  if (benign.empty() || benign.size() == values.size()) return no_benign(values);
  return benign.size() == 1 ? one_benign(benign.front(), values.size())
                            : several_benign(values, benign);
}

}  // namespace vedette
