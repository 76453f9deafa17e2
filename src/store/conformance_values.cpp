// SPDX-License-Identifier: Apache-2.0
// Values that back ends like to change on the way.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "store/conformance_cases.hpp"
#include "store/limits.hpp"

namespace vedette {
namespace {

using Bench = ConformanceBench;
using Op = Condition::Op;

/// Stores each value, reads it back, and finds it by equality.
Result<> all_come_back(const Bench& bench, const std::vector<FieldValue>& values) {
  std::vector<Document> documents;
  for (std::size_t i = 0; i < values.size(); ++i)
    documents.push_back({.id = fmt::format("v{:02}", i), .fields = {{"v", values[i]}}});
  VEDETTE_TRY(put_all(bench, documents));
  const auto back = VEDETTE_TRY(bench.store.find(bench.collection, {}));
  for (std::size_t i = 0; i < values.size(); ++i) {
    VEDETTE_TRY(expect(back[i] == documents[i],
                       fmt::format("value number {} comes back with its type", i)));
    const auto ids = VEDETTE_TRY(ids_where(bench, {"v", Op::equal, {values[i]}}));
    VEDETTE_TRY(expect(ids == documents[i].id, fmt::format("value number {} is found", i)));
  }
  return {};
}

Result<> whole_numbers(const Bench& bench) {
  constexpr std::int64_t kTwoTo53 = std::int64_t{1} << 53;
  using Limits = std::numeric_limits<std::int64_t>;
  return all_come_back(
      bench, {Limits::min(), Limits::min() + 1, -kTwoTo53 - 1, -kTwoTo53, std::int64_t{-1},
              std::int64_t{0}, std::int64_t{1}, std::int64_t{2147483647}, std::int64_t{2147483648},
              kTwoTo53, kTwoTo53 + 1, Limits::max() - 1, Limits::max()});
}

Result<> real_numbers(const Bench& bench) {
  using Limits = std::numeric_limits<double>;
  return all_come_back(bench, {0.1, 1.0 / 3.0, -2.5, 1e308, -1e308, Limits::max(), Limits::min(),
                               Limits::denorm_min(), -Limits::denorm_min(), 1.0 + 1e-15,
                               0.30000000000000004, 123456789.987654321});
}

Result<> whole_doubles_stay_doubles(const Bench& bench) {
  return all_come_back(bench, {0.0, 3.0, -7.0, 1e15, 9007199254740992.0});
}

Result<> negative_zero(const Bench& bench) {
  const Document document{.id = "z", .fields = {{"v", -0.0}}};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "z"));
  VEDETTE_TRY(expect(back.has_value() && back->fields == document.fields, "-0 equals 0"));
  const auto ids = VEDETTE_TRY(ids_where(bench, {"v", Op::equal, {0.0}}));
  return expect(ids == "z", "-0 is found as 0");
}

Result<> texts(const Bench& bench) {
  return all_come_back(
      bench, {std::string(), std::string(" "), std::string("plain"), std::string("a.b$c"),
              std::string("Gr\xC3\xBC\xC3\x9F Gott"), std::string("\xE6\xBC\xA2\xE5\xAD\x97"),
              std::string("\xF0\x9F\x9A\x80"), std::string("\n\t\"\\'"), std::string("true"),
              std::string("42"), std::string(kMaxFieldText, 'x')});
}

Result<> booleans(const Bench& bench) {
  return all_come_back(bench, {false, true});
}

Result<> no_fields(const Bench& bench) {
  const Document bare{.id = "bare"};
  VEDETTE_TRY(put_all(bench, {&bare, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "bare"));
  return expect(back == bare, "a document without fields and body is one");
}

Result<> most_fields(const Bench& bench) {
  Document wide{.id = "wide"};
  for (std::size_t i = 0; i < kMaxFields; ++i)
    wide.fields.emplace(fmt::format("{:0>{}}", i, kMaxFieldName), static_cast<std::int64_t>(i));
  VEDETTE_TRY(put_all(bench, {&wide, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "wide"));
  return expect(back == wide, "as many fields as are allowed");
}

Result<> every_byte_in_a_body(const Bench& bench) {
  Document document{.id = "bytes"};
  for (int byte = 0; byte < 256; ++byte) document.body.push_back(static_cast<char>(byte));
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "bytes"));
  return expect(back == document, "a body may hold any byte, also NUL");
}

Result<> largest_body(const Bench& bench) {
  Document document{.id = "large", .body = std::string(kMaxBody, '\0')};
  for (std::size_t i = 0; i < document.body.size(); i += 997)
    document.body[i] = static_cast<char>(i * 31);
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "large"));
  return expect(back == document, "a body of 12 MiB comes back");
}

Result<> ids_of_all_printable_bytes(const Bench& bench) {
  std::string id;
  for (char c = ' '; c <= '~'; ++c) id.push_back(c);
  const Document document{.id = id};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, id));
  return expect(back == document, "an id may hold any printable ASCII byte");
}

constexpr ConformanceCaseRow kCases[] = {
    {"values.whole_numbers_are_exact", whole_numbers},
    {"values.real_numbers_are_exact", real_numbers},
    {"values.whole_doubles_stay_doubles", whole_doubles_stay_doubles},
    {"values.negative_zero_equals_zero", negative_zero},
    {"values.texts_are_exact", texts},
    {"values.booleans_are_not_numbers", booleans},
    {"values.no_fields_and_no_body", no_fields},
    {"values.as_many_fields_as_allowed", most_fields},
    {"values.every_byte_in_a_body", every_byte_in_a_body},
    {"values.body_of_12_mib", largest_body},
    {"values.ids_of_all_printable_bytes", ids_of_all_printable_bytes},
};

}  // namespace

std::span<const ConformanceCaseRow> value_cases() {
  return kCases;
}

}  // namespace vedette
