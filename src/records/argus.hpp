// SPDX-License-Identifier: Apache-2.0
/// Argus flow records as `ra` prints them: the bidirectional flows ("binetflow") of CTU-13.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "records/line_parser.hpp"

namespace vedette {

struct ArgusOptions {
  /// `ra` writes local time without saying of where: minutes to the east of UTC.
  std::int64_t utc_offset_minutes = 0;
};

/// Text with a header that names at least StartTime, Dur, Proto, SrcAddr, DstAddr, TotPkts and
/// TotBytes, its fields set apart by commas or tabs. Records of other things than IP flows (`man`,
/// `arp`, `llc` ...) are passed over.
[[nodiscard]] std::unique_ptr<LineParser> argus_parser(const ArgusOptions& options);

/// Whether a file starts with such a header.
[[nodiscard]] bool is_argus(std::string_view start);

}  // namespace vedette
