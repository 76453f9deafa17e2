// SPDX-License-Identifier: Apache-2.0
#include "records/field_reader.hpp"

#include <fmt/format.h>

#include <charconv>

#include "data/decimal.hpp"
#include "data/text.hpp"
#include "net/protocol_names.hpp"
#include "records/flow_facts.hpp"

namespace vedette {
namespace {

constexpr double kMostSeconds = 4e9;  // 126 years: a time plus this still fits into 64 bits

}  // namespace

void FieldReader::fail(std::size_t field, std::string_view rule, std::string message) {
  if (fault_) return;
  fault_ = LineFault{std::string(names_[field]), {std::string(rule), std::move(message)}};
}

bool FieldReader::require(std::size_t field) {
  if (!has(field)) fail(field, "missing_value", fmt::format("'{}' has no value", names_[field]));
  return has(field);
}

std::uint64_t FieldReader::count(std::size_t field, std::uint64_t most) {
  return require(field) ? count_or_zero(field, most) : 0;
}

std::uint64_t FieldReader::count_or_zero(std::size_t field, std::uint64_t most) {
  if (!has(field)) return 0;
  const ParsedNumber<std::int64_t> number = parse_int64(texts_[field]);
  const auto value = static_cast<std::uint64_t>(number.value);
  if (number.fault == NumberFault::none && number.value >= 0 && value <= most) return value;
  fail(field, number.fault == NumberFault::none ? "out_of_range" : "not_a_number",
       fmt::format("'{}' is not a whole number from 0 to {}", texts_[field], most));
  return 0;
}

std::uint64_t FieldReader::hex_or_zero(std::size_t field, std::uint64_t most) {
  if (!has(field)) return 0;
  const std::string_view digits = texts_[field];
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (read.ec == std::errc() && read.ptr == digits.data() + digits.size() && value <= most)
    return value;
  fail(field, "not_a_number",
       fmt::format("'{}' is not a hexadecimal number up to {:x}", digits, most));
  return 0;
}

Address FieldReader::address(std::size_t field) {
  if (!require(field)) return {};
  const Result<Address> address = Address::parse(texts_[field]);
  if (!address) fail(field, "not_an_address", address.error().message);
  return address.value_or(Address{});
}

std::uint8_t FieldReader::protocol(std::size_t field) {
  if (!require(field)) return 0;
  const std::optional<std::uint8_t> known = protocol_from(trim(texts_[field]));
  if (!known)
    fail(field, "unknown_protocol", fmt::format("'{}' is no IP protocol", texts_[field]));
  return known.value_or(0);
}

TimeNs FieldReader::time(std::size_t field, TimeFormat format) {
  if (!require(field)) return 0;
  const std::optional<TimeNs> time = parse_timestamp(texts_[field], format);
  if (!time) fail(field, "not_a_time", fmt::format("'{}' is not a time", texts_[field]));
  return time.value_or(0);
}

std::uint64_t FieldReader::span_ns(std::size_t field) {
  if (!has(field)) return 0;
  const ParsedNumber<double> seconds = parse_float64(texts_[field]);
  const bool sane = seconds.value >= 0 && seconds.value <= kMostSeconds;
  if (seconds.fault == NumberFault::none && sane)
    return microseconds_of(seconds.value) * 1'000;
  fail(field, seconds.fault == NumberFault::none ? "out_of_range" : "not_a_number",
       fmt::format("'{}' is not a span of seconds", texts_[field]));
  return 0;
}

}  // namespace vedette
