// SPDX-License-Identifier: Apache-2.0
/// `--format` and `--option NAME=VALUE` of the commands that read rows.
#pragma once

#include "cli/arguments.hpp"
#include "ingest/open_records.hpp"

namespace vedette {

/// The two arguments, for a command's table.
[[nodiscard]] ArgumentSpec format_argument();
[[nodiscard]] ArgumentSpec option_argument();

/// What the user gave. Errors: `invalid_argument` for an option without `=`.
[[nodiscard]] Result<RecordFormat> record_format(const Arguments& arguments);

}  // namespace vedette
