// SPDX-License-Identifier: Apache-2.0
#include "data/familiar_row.hpp"

#include "data/text.hpp"

namespace vedette {
namespace {

/// Takes pieces of a JSON text from its front; each function is true when it found its piece.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  [[nodiscard]] bool at_end() const { return at_ == end_; }
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view text) {
    if (!std::string_view(at_, end_).starts_with(text)) return false;
    at_ += text.size();
    return true;
  }
  bool take_value(std::string_view& text) {
    if (at_ == end_) return false;
    switch (*at_) {
      case '"': return take_string(text);
      case 'n': text = {}; return take(std::string_view("null"));
      case 't': return take_word("true", text);
      case 'f': return take_word("false", text);
      default: return take_number(text);
    }
  }

 private:
  bool take_word(std::string_view word, std::string_view& text) {
    text = word;
    return take(word);
  }
  bool take_string(std::string_view& text) {
    const char* const first = ++at_;
    while (at_ != end_ && *at_ >= ' ' && *at_ <= '~' && *at_ != '"' && *at_ != '\\') ++at_;
    text = {first, at_};
    return take('"');
  }
  bool take_digits() {
    const char* const first = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != first;
  }
  bool take_number(std::string_view& text) {
    const char* const first = at_;
    take('-');
    if (!take('0') && !take_digits()) return false;
    if (take('.') && !take_digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!take_digits()) return false;
    }
    text = {first, at_};
    return true;
  }

  const char* at_;
  const char* end_;
};

bool take_key(Scanner& scanner, std::string_view key) {
  scanner.skip_blanks();
  if (!scanner.take('"') || !scanner.take(key) || !scanner.take('"')) return false;
  scanner.skip_blanks();
  return scanner.take(':');
}

}  // namespace

bool read_familiar_row(std::string_view row, std::span<const KnownKey> keys,
                       std::span<std::string_view> texts) {
  Scanner scanner(row);
  scanner.skip_blanks();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!scanner.take(i == 0 ? '{' : ',') || !take_key(scanner, keys[i].text)) return false;
    scanner.skip_blanks();
    if (!scanner.take_value(texts[keys[i].column])) return false;
    scanner.skip_blanks();  // what ends a value comes next, or the row is not familiar
  }
  if (!scanner.take('}')) return false;
  scanner.skip_blanks();
  return scanner.at_end();
}

}  // namespace vedette
