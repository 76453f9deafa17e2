// SPDX-License-Identifier: Apache-2.0
/// Option tables: each source, store, learner and step declares its options as rows of data, and
/// from them come checking with good messages, --help, the catalogue, the reference docs, the
/// forms of the web UI, and the ranges of the hyper-parameter search.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace vedette {

enum class OptionType { integer, real, text, boolean, choice };

using OptionValue = std::variant<std::int64_t, double, std::string, bool>;

/// Where the search may look; part of an option's row.
struct SearchRange {
  double low = 0;
  double high = 0;
  enum class Scale { linear, log } scale = Scale::linear;
};

struct OptionSpec {
  std::string name;       ///< snake_case, unique in its table
  OptionType type = OptionType::real;
  std::string unit{};     ///< such as "rows"; empty for pure numbers
  OptionValue standard;   ///< the default; its alternative must fit `type` (choice: text)
  std::string help;       ///< one sentence
  double low = -1e300;    ///< smallest allowed number
  double high = 1e300;    ///< largest allowed number
  std::vector<std::string> choices{};   ///< for OptionType::choice
  std::optional<SearchRange> search{};  ///< numbers the search draws from; choices: all of them
                                        ///< are drawn from when `search` is set
  bool names_file = false;  ///< a path on this machine: never taken from a network
};

/// Values for a table: complete and checked, by construction.
class Options {
 public:
  /// Takes the defaults and overrides them by the members of `given` (an object or null).
  /// Errors: `invalid_argument` naming the option, its range or choices, or the nearest name.
  [[nodiscard]] static Result<Options> make(std::span<const OptionSpec> table, const Json& given);
  /// Draws every option that has a search range; the others keep `base`'s value.
  [[nodiscard]] static Options draw(std::span<const OptionSpec> table, const Options& base,
                                    Random& random);

  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] double real(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;  ///< also for choices
  [[nodiscard]] bool boolean(std::string_view name) const;
  [[nodiscard]] Json to_json() const;
  bool operator==(const Options&) const = default;

 private:
  [[nodiscard]] const OptionValue& at(std::string_view name) const;
  std::map<std::string, OptionValue, std::less<>> values_;
};

/// The table as JSON, for the catalogue and the forms.
[[nodiscard]] Json describe_options(std::span<const OptionSpec> table);

/// The candidate nearest to a mistyped word (edit distance at most 2, or a common prefix);
/// empty when none is near.
[[nodiscard]] std::string nearest_word(std::string_view word,
                                       std::span<const std::string> candidates);

}  // namespace vedette
