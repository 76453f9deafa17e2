// SPDX-License-Identifier: Apache-2.0
/// The table of everything validation can find; the reference docs are printed from it.
#pragma once

#include <span>
#include <string_view>

namespace vedette {

struct ValidationCode {
  std::string_view code;      ///< stable name
  std::string_view severity;  ///< in words, with the limits
  std::string_view meaning;
  std::string_view advice;    ///< what to do; becomes Finding::advice
};

/// All codes, in the order in which reports list findings of equal severity.
[[nodiscard]] std::span<const ValidationCode> validation_codes();

/// The row of `code`, which must be in the table.
[[nodiscard]] const ValidationCode& validation_code(std::string_view code);

}  // namespace vedette
