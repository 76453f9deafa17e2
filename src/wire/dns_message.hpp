// SPDX-License-Identifier: Apache-2.0
/// DNS messages (RFC 1035).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

enum class DnsType : std::uint16_t { a = 1, cname = 5, ptr = 12, mx = 15, txt = 16, aaaa = 28 };

struct DnsQuestion {
  std::uint16_t id = 0;
  std::string name{};  ///< labels of at most 63 bytes, in all at most 253
  DnsType type = DnsType::a;
};

struct DnsAnswer {
  DnsType type = DnsType::a;
  std::string data{};  ///< as it stands in the message; a name by `dns_name`
};

enum class DnsStatus : std::uint8_t { ok = 0, no_such_name = 3 };

[[nodiscard]] std::string dns_query(const DnsQuestion& question);
[[nodiscard]] std::string dns_response(const DnsQuestion& question, DnsStatus status,
                                       const std::vector<DnsAnswer>& answers);

/// A name as length-prefixed labels, without compression.
[[nodiscard]] std::string dns_name(std::string_view name);
/// Text as one or several character strings of at most 255 bytes.
[[nodiscard]] std::string dns_text(std::string_view text);

}  // namespace vedette
