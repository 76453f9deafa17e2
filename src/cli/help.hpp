// SPDX-License-Identifier: Apache-2.0
/// Texts made from the table of commands: help, man page, shell completions, reference docs.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace vedette {

/// Help of a command, of a group ("models"), or of the whole program (""): examples first.
[[nodiscard]] std::string help_text(std::string_view path);
/// `vedette 0.1.0`, with the versions of the libraries that decide results.
[[nodiscard]] std::string version_text();
/// The manual page vedette(1) in mdoc.
[[nodiscard]] std::string manual_page();
/// The commands as a Markdown page, docs/reference/cli.md.
[[nodiscard]] std::string reference_page();
/// Errors: `invalid_argument` for a shell other than bash, zsh, fish.
[[nodiscard]] Result<std::string> completion_script(std::string_view shell);

}  // namespace vedette
