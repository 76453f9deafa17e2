// SPDX-License-Identifier: Apache-2.0
/// Answers to requests whose fault lies in one place: a member of the body or a parameter.
#pragma once

#include <string>

#include "base/error.hpp"
#include "data/records.hpp"
#include "serve/route.hpp"

namespace vedette {

/// The error as a problem that names the place: a JSON Pointer into the body (RFC 6901), or the
/// name of a parameter.
[[nodiscard]] Response refuse_field(const Call& call, std::string pointer, const Error& error);

/// One row, refused as a whole: the caller learns which member of the body is at fault. `pointer`
/// is the row's place in the body.
[[nodiscard]] Response refuse_row(const Call& call, const RejectedRow& row,
                                  const std::string& pointer);

/// A member's name as a token of a JSON Pointer.
[[nodiscard]] std::string pointer_token(std::string_view name);

}  // namespace vedette
