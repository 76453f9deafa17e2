// SPDX-License-Identifier: Apache-2.0
/// Zeek's conn.log, as tab-separated text or as JSON lines.
#pragma once

#include <memory>

#include "records/zeek_conn.hpp"

namespace vedette {

/// Text as Zeek's ASCII writer makes it: `#` lines say what separates fields and how they are
/// named, and may come again. Also with the label columns behind the last field set apart by
/// blanks, as in IoT-23. A log that is no conn.log is passed over.
[[nodiscard]] std::unique_ptr<LineParser> zeek_text_parser(ZeekLabel label);
/// Objects with dotted keys or nested ones.
[[nodiscard]] std::unique_ptr<LineParser> zeek_json_parser(ZeekLabel label);

/// Whether a file starts as one of the two.
[[nodiscard]] bool is_zeek_text(std::string_view start);
[[nodiscard]] bool is_zeek_json(std::string_view start);

}  // namespace vedette
