// SPDX-License-Identifier: Apache-2.0
/// What conditions mean, in one place: the memory store asks it for every document, and the other
/// back ends are tested against it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace vedette {

/// Whether a document has what a condition asks for.
[[nodiscard]] bool matches(const Document& document, const Condition& condition);

/// The smallest text greater than every text that begins with `prefix` (which is UTF-8), so that
/// back ends can ask for a range, which indexes serve; nullopt when there is none (an empty prefix,
/// or one of U+10FFFF only).
[[nodiscard]] std::optional<std::string> after_prefix(std::string_view prefix);

}  // namespace vedette
