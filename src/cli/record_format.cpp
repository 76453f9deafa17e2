// SPDX-License-Identifier: Apache-2.0
#include "cli/record_format.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

/// Numbers, true and false as such; anything else is text, with or without quotes.
Json value_of(const std::string& text) {
  const Result<Json> value = parse_json(text);
  return value && value->is_primitive() ? *value : Json(text);
}

}  // namespace

ArgumentSpec format_argument() {
  return {Kind::value, "--format", "FORMAT", "Source of the catalogue", false,
          "recognised by content"};
}

ArgumentSpec option_argument() {
  return {Kind::list, "--option", "NAME=VALUE",
          "Option of that source, as `vedette catalog` lists them; repeatable"};
}

Result<RecordFormat> record_format(const Arguments& arguments) {
  RecordFormat format{.name = arguments.text("--format")};
  if (!arguments.has("--option")) return format;
  Json options = Json::object();
  for (const std::string& given : arguments.list("--option")) {
    const std::size_t equals = given.find('=');
    if (equals == std::string::npos || equals == 0)
      return fail(ErrorCode::invalid_argument,
                  fmt::format("'{}' is not of the form NAME=VALUE", given),
                  "for instance --option labels=demo.labels.csv");
    options[given.substr(0, equals)] = value_of(given.substr(equals + 1));
  }
  format.options = dump_json(options);
  return format;
}

}  // namespace vedette
