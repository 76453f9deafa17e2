// SPDX-License-Identifier: Apache-2.0
#include "base/options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace vedette {
namespace {

std::string_view type_name(OptionType type) {
  switch (type) {
    case OptionType::integer: return "integer";
    case OptionType::real: return "real";
    case OptionType::text: return "text";
    case OptionType::boolean: return "boolean";
    case OptionType::choice: return "choice";
  }
  return "unknown";
}

Json value_json(const OptionValue& value) {
  return std::visit([](const auto& v) { return Json(v); }, value);
}

tl::unexpected<Error> wrong(const OptionSpec& spec, const Json& given, std::string_view wanted) {
  return fail(ErrorCode::invalid_argument, fmt::format("option '{}' is {}, but must be {}",
                                                       spec.name, dump_json(given), wanted),
              spec.help);
}

Result<OptionValue> checked_number(const OptionSpec& spec, const Json& given) {
  const bool whole = spec.type == OptionType::integer;
  const std::string wanted =
      fmt::format("{} from {} to {}", whole ? "a whole number" : "a number", spec.low, spec.high);
  if (!given.is_number()) return wrong(spec, given, wanted);
  const auto number = given.get<double>();
  const bool in_range = number >= spec.low && number <= spec.high;
  if (!in_range || (whole && number != std::floor(number))) return wrong(spec, given, wanted);
  if (whole) return OptionValue(static_cast<std::int64_t>(number));
  return OptionValue(number);
}

Result<OptionValue> checked(const OptionSpec& spec, const Json& given) {
  switch (spec.type) {
    case OptionType::integer:
    case OptionType::real: return checked_number(spec, given);
    case OptionType::boolean:
      if (!given.is_boolean()) return wrong(spec, given, "true or false");
      return OptionValue(given.get<bool>());
    case OptionType::text:
      if (!given.is_string()) return wrong(spec, given, "text");
      return OptionValue(given.get<std::string>());
    case OptionType::choice: {
      const std::string wanted = fmt::format("one of {}", fmt::join(spec.choices, ", "));
      if (!given.is_string()) return wrong(spec, given, wanted);
      const auto word = given.get<std::string>();
      if (std::ranges::find(spec.choices, word) == spec.choices.end())
        return wrong(spec, given, wanted);
      return OptionValue(word);
    }
  }
  return wrong(spec, given, "of a known type");
}

OptionValue drawn(const OptionSpec& spec, Random& random) {
  if (spec.type == OptionType::choice) return spec.choices[random.below(spec.choices.size())];
  if (spec.type == OptionType::boolean) return random.below(2) == 1;
  const SearchRange& range = *spec.search;
  const double u = random.uniform();
  const double number = range.scale == SearchRange::Scale::log
                            ? range.low * std::pow(range.high / range.low, u)
                            : range.low + (range.high - range.low) * u;
  if (spec.type == OptionType::integer) return static_cast<std::int64_t>(std::llround(number));
  return number;
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    int diagonal = std::exchange(row[0], static_cast<int>(i) + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const int replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

Result<Options> Options::make(std::span<const OptionSpec> table, const Json& given) {
  Options options;
  for (const OptionSpec& spec : table) options.values_[spec.name] = spec.standard;
  if (given.is_null()) return options;
  if (!given.is_object())
    return fail(ErrorCode::invalid_argument, "options must be an object of names and values");
  for (const auto& [name, value] : given.items()) {
    const auto spec = std::ranges::find(table, name, &OptionSpec::name);
    if (spec == table.end()) {
      std::vector<std::string> names;
      for (const OptionSpec& known : table) names.push_back(known.name);
      const std::string near = nearest_word(name, names);
      return fail(ErrorCode::invalid_argument, fmt::format("there is no option '{}'", name),
                  near.empty() ? fmt::format("the options are {}", fmt::join(names, ", "))
                               : fmt::format("did you mean '{}'?", near));
    }
    options.values_[name] = VEDETTE_TRY(checked(*spec, value));
  }
  return options;
}

Options Options::draw(std::span<const OptionSpec> table, const Options& base, Random& random) {
  Options options = base;
  for (const OptionSpec& spec : table)
    if (spec.search) options.values_[spec.name] = drawn(spec, random);
  return options;
}

const OptionValue& Options::at(std::string_view name) const {
  const auto found = values_.find(name);
  check(found != values_.end(), "an option that is read stands in the table");
  return found->second;
}

std::int64_t Options::integer(std::string_view name) const {
  return std::get<std::int64_t>(at(name));
}
double Options::real(std::string_view name) const { return std::get<double>(at(name)); }
const std::string& Options::text(std::string_view name) const {
  return std::get<std::string>(at(name));
}
bool Options::boolean(std::string_view name) const { return std::get<bool>(at(name)); }

Json Options::to_json() const {
  Json object = Json::object();
  for (const auto& [name, value] : values_) object[name] = value_json(value);
  return object;
}

Json describe_options(std::span<const OptionSpec> table) {
  Json rows = Json::array();
  for (const OptionSpec& spec : table) {
    Json row = {{"name", spec.name},
                {"type", type_name(spec.type)},
                {"default", value_json(spec.standard)},
                {"help", spec.help}};
    if (!spec.unit.empty()) row["unit"] = spec.unit;
    if (spec.low > -1e300) row["min"] = spec.low;
    if (spec.high < 1e300) row["max"] = spec.high;
    if (!spec.choices.empty()) row["choices"] = spec.choices;
    if (spec.search && spec.choices.empty())
      row["search"] = {{"low", spec.search->low},
                       {"high", spec.search->high},
                       {"scale", spec.search->scale == SearchRange::Scale::log ? "log" : "linear"}};
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string nearest_word(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  int best_distance = 3;
  for (const std::string& candidate : candidates) {
    const int distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  if (!best.empty() || word.size() < 3) return best;
  for (const std::string& candidate : candidates)
    if (candidate.starts_with(word)) return candidate;
  return {};
}

}  // namespace vedette
