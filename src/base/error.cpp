// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

namespace vedette {
namespace {

struct CodeRow {
  ErrorCode code;
  std::string_view name;
  int exit_status;
};

constexpr CodeRow kCodes[] = {
    {ErrorCode::invalid_argument, "invalid_argument", 2},
    {ErrorCode::not_found, "not_found", 1},
    {ErrorCode::already_exists, "already_exists", 1},
    {ErrorCode::io, "io", 1},
    {ErrorCode::malformed, "malformed", 3},
    {ErrorCode::schema_mismatch, "schema_mismatch", 3},
    {ErrorCode::unsupported, "unsupported", 1},
    {ErrorCode::conflict, "conflict", 1},
    {ErrorCode::unavailable, "unavailable", 5},
    {ErrorCode::cancelled, "cancelled", 130},
    {ErrorCode::too_large, "too_large", 1},
    {ErrorCode::gate_failed, "gate_failed", 4},
    {ErrorCode::internal, "internal", 1},
};

const CodeRow& row_of(ErrorCode code) {
  for (const CodeRow& row : kCodes)
    if (row.code == code) return row;
  check(false, "every error code has a row in the table");
  std::abort();
}

}  // namespace

std::string_view to_string(ErrorCode code) { return row_of(code).name; }

int exit_status(ErrorCode code) { return row_of(code).exit_status; }

std::string to_string(const InputPlace& place) {
  std::string text = place.file;
  const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (place.row) add(fmt::format("row {}", *place.row));
  if (!place.column.empty()) add(fmt::format("column {}", place.column));
  if (place.byte) add(fmt::format("byte {}", *place.byte));
  return text;
}

Error&& Error::during(std::string what) && {
  while_doing.push_back(std::move(what));
  return std::move(*this);
}

std::string to_string(const Error& error) {
  std::string text = error.message;
  if (const std::string place = to_string(error.where); !place.empty())
    text += fmt::format("\n  at: {}", place);
  for (const std::string& step : error.while_doing) text += fmt::format("\n  while {}", step);
  if (!error.hint.empty()) text += fmt::format("\n  hint: {}", error.hint);
  return text;
}

void check(bool condition, std::string_view why_it_must_hold) {
  if (condition) return;
  std::fprintf(stderr, "vedette: internal fault: %.*s does not hold\n",
               static_cast<int>(why_it_must_hold.size()), why_it_must_hold.data());
  std::abort();
}

}  // namespace vedette
