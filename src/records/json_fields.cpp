// SPDX-License-Identifier: Apache-2.0
#include "records/json_fields.hpp"

namespace vedette {
namespace {

Schema schema_of(std::span<const std::string_view> paths) {
  Schema schema;
  for (const std::string_view path : paths)
    schema.columns.push_back({.name = std::string(path), .type = ColumnType::text});
  return schema;
}

}  // namespace

static_assert(LineParser::kPadding >= JsonRowParser::kPadding);

JsonFields::JsonFields(std::span<const std::string_view> paths)
    : parser_(schema_of(paths)), texts_(paths.size()) {}

std::optional<LineFault> JsonFields::parse(std::string_view line) {
  std::optional<RejectReason> fault = parser_.parse(line, texts_);
  if (!fault) return std::nullopt;
  return LineFault{{}, std::move(*fault)};
}

}  // namespace vedette
