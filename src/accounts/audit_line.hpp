// SPDX-License-Identifier: Apache-2.0
/// One line of the audit log: `{"seq":...,"prev":"<hash>","hash":"<hash>"}`, where the hash is the
/// SHA-256 of the bytes of the line before `,"hash"`. Bytes are hashed, not values, so that there
/// is nothing to normalise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "accounts/audit.hpp"

namespace vedette {

/// Where the chain stands: the number and hash of the last good line.
struct ChainEnd {
  std::int64_t seq = 0;
  std::string hash = std::string(64, '0');
};

struct AuditLine {
  AuditEntry entry;
  std::string prev;
  std::string hash;
};

/// The text with its line end.
[[nodiscard]] std::string to_text(const AuditEntry& entry, const ChainEnd& end);

/// A line without its end; nullopt when it has not this form or its hash is not that of its bytes.
[[nodiscard]] std::optional<AuditLine> parse_audit_line(std::string_view line);

/// The entry that accounts for a torn line, and what it says about those bytes.
inline constexpr std::string_view kTornAction = "audit.torn";
[[nodiscard]] std::string torn_detail(std::string_view torn);

}  // namespace vedette
