// SPDX-License-Identifier: Apache-2.0
/// Conditional requests (RFC 9110, 13): an answer names the state that it shows, and a change is
/// made only where that state still holds.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace vedette {

/// `ETag` of a state as this version of the program shows it; a revision has no quotes.
[[nodiscard]] std::string entity_tag(std::string_view revision);

/// The revision that `If-Match` asks for, or a text that is none where no state can fit; empty for
/// `*` and without that field. Errors: `invalid_argument` for anything but one tag.
[[nodiscard]] Result<std::string> expected_revision(const RequestHead& head);

/// Whether the caller has that revision already (`If-None-Match`: tags, or `*`).
[[nodiscard]] bool has_revision(const RequestHead& head, std::string_view revision);

}  // namespace vedette
