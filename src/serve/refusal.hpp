// SPDX-License-Identifier: Apache-2.0
/// Answers to requests whose fault lies in one place: a member of the body or a parameter.
#pragma once

#include <string>

#include "base/error.hpp"
#include "serve/route.hpp"

namespace vedette {

/// The error as a problem that names the place: a JSON Pointer into the body (RFC 6901), or the
/// name of a parameter.
[[nodiscard]] Response refuse_field(const Call& call, std::string pointer, const Error& error);

/// A member's name as a token of a JSON Pointer.
[[nodiscard]] std::string pointer_token(std::string_view name);

}  // namespace vedette
