// SPDX-License-Identifier: Apache-2.0
#include "validate/names.hpp"

#include <algorithm>
#include <span>

#include "data/text.hpp"

namespace vedette {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }

struct KindOfName {
  std::string_view last_words;  ///< compared with the end of the name, words joined by blanks
  NameKind kind;
};

// Longer endings first: the first match counts.
constexpr KindOfName kEndings[] = {
    {"src ip", NameKind::source_address},     {"source ip", NameKind::source_address},
    {"src addr", NameKind::source_address},   {"source address", NameKind::source_address},
    {"src address", NameKind::source_address}, {"id orig h", NameKind::source_address},
    {"src port", NameKind::source_port},      {"source port", NameKind::source_port},
    {"orig p", NameKind::source_port},        {"orig h", NameKind::source_address},
    {"resp h", NameKind::address},            {"ip address", NameKind::address},
    {"mac address", NameKind::address},       {"id", NameKind::row_id},
    {"uid", NameKind::row_id},                {"uuid", NameKind::row_id},
    {"guid", NameKind::row_id},               {"ip", NameKind::address},
    {"addr", NameKind::address},              {"mac", NameKind::address},
};

// The whole name, without anything between its words.
constexpr KindOfName kWholeNames[] = {
    {"srcip", NameKind::source_address}, {"saddr", NameKind::source_address},
    {"sourceip", NameKind::source_address}, {"dstip", NameKind::address},
    {"daddr", NameKind::address},        {"destinationip", NameKind::address},
    {"host", NameKind::address},         {"hostname", NameKind::address},
    {"address", NameKind::address},      {"url", NameKind::row_id},
    {"sport", NameKind::source_port},    {"srcport", NameKind::source_port},
    {"index", NameKind::row_id},         {"row", NameKind::row_id},
    {"rowid", NameKind::row_id},         {"flowid", NameKind::row_id},
    {"recordid", NameKind::row_id},      {"sessionid", NameKind::row_id},
    {"time", NameKind::time},            {"timestamp", NameKind::time},
    {"ts", NameKind::time},              {"datetime", NameKind::time},
    {"date", NameKind::time},            {"starttime", NameKind::time},
    {"endtime", NameKind::time},         {"stime", NameKind::time},
    {"ltime", NameKind::time},           {"firstseen", NameKind::time},
    {"lastseen", NameKind::time},        {"eventtime", NameKind::time},
    {"flowstart", NameKind::time},       {"flowend", NameKind::time},
    {"frametime", NameKind::time},       {"lasttime", NameKind::time},
};

struct LabelName {
  std::string_view name;
  int likeness;
};

constexpr LabelName kLabelNames[] = {
    {"label", 100},      {"labels", 100},     {"class", 90},      {"target", 85},
    {"classlabel", 95},  {"binarylabel", 95}, {"result", 80},     {"outcome", 80},
    {"attack", 75},      {"isattack", 80},    {"attacktype", 75}, {"attackname", 75},
    {"attackcat", 70},   {"verdict", 75},     {"category", 60},   {"ismalicious", 80},
    {"malicious", 75},   {"detailedlabel", 70}, {"threat", 60},   {"groundtruth", 90},
    {"y", 60},           {"type", 30},
};

constexpr std::string_view kBenignWords[] = {"normal", "benign",     "legitimate", "legit", "clean",
                                             "safe",   "background", "ham",        "good"};
constexpr std::string_view kBenignValues[] = {"0", "no", "false", "none"};

std::string join(std::span<const std::string> words, std::string_view between) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += between;
    joined += word;
  }
  return joined;
}

bool ends_with_words(std::string_view name, std::string_view ending) {
  return name == ending || (name.size() > ending.size() && name.ends_with(ending) &&
                            name[name.size() - ending.size() - 1] == ' ');
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool inside = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool new_hump = inside && is_upper(name[i]) && is_lower(name[i - 1]);
    if (is_word(name[i])) {
      if (!inside || new_hump) words.emplace_back();
      words.back() += lower_case(name.substr(i, 1));
    }
    inside = is_word(name[i]);
  }
  return words;
}

NameKind kind_of_name(std::string_view name) {
  const auto words = words_of(name);
  const std::string whole = join(words, "");
  for (const KindOfName& row : kWholeNames)
    if (whole == row.last_words) return row.kind;
  const std::string spaced = join(words, " ");
  for (const KindOfName& row : kEndings)
    if (ends_with_words(spaced, row.last_words)) return row.kind;
  return NameKind::other;
}

std::string_view describe(NameKind kind) {
  switch (kind) {
    case NameKind::row_id:
      return "a row identifier";
    case NameKind::source_address:
      return "a source address";
    case NameKind::address:
      return "an address";
    case NameKind::source_port:
      return "a source port";
    case NameKind::time:
      return "a time";
    case NameKind::other:
      break;
  }
  return {};
}

int label_likeness(std::string_view name) {
  const std::string whole = join(words_of(name), "");
  for (const LabelName& row : kLabelNames)
    if (whole == row.name) return row.likeness;
  return 0;
}

bool sounds_benign(std::string_view label_value) {
  const auto words = words_of(label_value);
  const auto is_benign_word = [](const std::string& word) {
    return std::find(std::begin(kBenignWords), std::end(kBenignWords), word) !=
           std::end(kBenignWords);
  };
  if (std::any_of(words.begin(), words.end(), is_benign_word)) return true;
  return words.size() == 1 && trim(label_value).front() != '-' &&
         std::find(std::begin(kBenignValues), std::end(kBenignValues), words.front()) !=
             std::end(kBenignValues);
}

bool sounds_like_a_count(std::string_view name) {
  const auto words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return word == "num" || word == "n" || word == "ct" || word == "count" || word == "total";
  });
}

std::string canonical_name(std::string_view header) {
  std::string name;
  for (const char c : header) {
    if (is_word(c) || c == '_')
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (name.size() > 1 && name.back() == '_') name.pop_back();
  return name;
}

}  // namespace vedette
