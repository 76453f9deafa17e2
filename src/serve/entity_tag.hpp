// SPDX-License-Identifier: Apache-2.0
/// Conditional requests (RFC 9110, 13): an answer names the state that it shows, and a change is made
/// only where that state still holds.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace vedette {

/// `ETag` of a state; a revision has no quotes.
[[nodiscard]] std::string entity_tag(std::string_view revision);

/// The revision that `If-Match` asks for; empty for `*` and without that field. Errors:
/// `invalid_argument` for anything but one strong tag.
[[nodiscard]] Result<std::string> expected_revision(const RequestHead& head);

/// Whether the caller has that revision already (`If-None-Match`).
[[nodiscard]] bool has_revision(const RequestHead& head, std::string_view revision);

}  // namespace vedette
