// SPDX-License-Identifier: Apache-2.0
/// Values of a record from its texts. The first fault is kept, so that a parser reads all fields
/// and asks once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "data/timestamp.hpp"
#include "net/address.hpp"
#include "records/line_parser.hpp"

namespace vedette {

/// Borrows names and texts; field i has the name `names[i]` and the text `texts[i]`, which is
/// empty where the record does not have it.
class FieldReader {
 public:
  FieldReader(std::span<const std::string_view> names, std::span<const std::string_view> texts)
      : names_(names), texts_(texts) {}

  [[nodiscard]] bool has(std::size_t field) const { return !texts_[field].empty(); }
  [[nodiscard]] std::string_view text(std::size_t field) const { return texts_[field]; }

  /// A whole number from 0 to `most`; absent is a fault.
  std::uint64_t count(std::size_t field, std::uint64_t most = kMostCount);
  /// The same, 0 where absent.
  std::uint64_t count_or_zero(std::size_t field, std::uint64_t most = kMostCount);
  /// Hexadecimal digits up to `most`, 0 where absent.
  std::uint64_t hex_or_zero(std::size_t field, std::uint64_t most);
  Address address(std::size_t field);
  /// IANA number of a protocol by name or number.
  std::uint8_t protocol(std::size_t field);
  TimeNs time(std::size_t field, TimeFormat format);
  /// Seconds with a fraction, as nanoseconds; 0 where absent.
  std::uint64_t span_ns(std::size_t field);

  void fail(std::size_t field, std::string_view rule, std::string message);
  [[nodiscard]] const std::optional<LineFault>& fault() const { return fault_; }

  /// Larger counts are absurd, and two of them still add up.
  static constexpr std::uint64_t kMostCount = std::uint64_t{1} << 60;

 private:
  [[nodiscard]] bool require(std::size_t field);

  std::span<const std::string_view> names_;
  std::span<const std::string_view> texts_;
  std::optional<LineFault> fault_{};
};

}  // namespace vedette
