// SPDX-License-Identifier: Apache-2.0
// What every store refuses, before the back end sees it.
#include <cmath>
#include <limits>

#include "store/conformance_cases.hpp"
#include "store/limits.hpp"

namespace vedette {
namespace {

using Bench = ConformanceBench;
using Op = Condition::Op;

Result<> insert_one(const Bench& bench, Document document) {
  const auto result = bench.store.insert(bench.collection, {&document, 1}, Durability::normal);
  if (!result) return tl::unexpected(result.error());
  return {};
}

Result<> refused(const Bench& bench, Document document, std::string_view what) {
  return expect_error(insert_one(bench, std::move(document)), ErrorCode::invalid_argument, what);
}

Result<> names_of_collections(const Bench& bench) {
  for (const std::string_view name : {"", "Upper", "9lives", "a.b", "a$b", "system.users", "a b"})
    VEDETTE_TRY(expect_error(bench.store.count(name, {}), ErrorCode::invalid_argument,
                             std::string("the collection name '").append(name).append("'")));
  return expect_error(bench.store.count(std::string(kMaxCollectionName + 1, 'a'), {}),
                      ErrorCode::invalid_argument, "a collection name that is too long");
}

Result<> ids(const Bench& bench) {
  VEDETTE_TRY(refused(bench, {.id = ""}, "an empty id"));
  VEDETTE_TRY(refused(bench, {.id = "gr\xC3\xBC\xC3\x9F"}, "an id that is not ASCII"));
  VEDETTE_TRY(refused(bench, {.id = "a\nb"}, "an id with a line end"));
  VEDETTE_TRY(refused(bench, {.id = std::string(kMaxId + 1, 'i')}, "an id that is too long"));
  return insert_one(bench, {.id = std::string(kMaxId, 'i')});
}

Result<> field_names(const Bench& bench) {
  for (const char* const name : {"", "a.b", "$set", "id.orig_h", "a b", "\xC3\xBC"})
    VEDETTE_TRY(refused(bench, {.id = "x", .fields = {{name, true}}},
                        std::string("the field name '").append(name).append("'")));
  return insert_one(bench, {.id = "x", .fields = {{"_Az09", true}}});
}

Result<> numbers_that_are_none(const Bench& bench) {
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity()})
    VEDETTE_TRY(refused(bench, {.id = "x", .fields = {{"f", value}}}, "a NaN or infinity"));
  return {};
}

Result<> texts(const Bench& bench) {
  VEDETTE_TRY(
      refused(bench, {.id = "x", .fields = {{"f", std::string("a\0b", 3)}}}, "a text with NUL"));
  VEDETTE_TRY(refused(bench, {.id = "x", .fields = {{"f", std::string("\xC3")}}},
                      "a text that is not UTF-8"));
  return expect_error(
      insert_one(bench, {.id = "x", .fields = {{"f", std::string(kMaxFieldText + 1, 't')}}}),
      ErrorCode::too_large, "a text that is too long");
}

Result<> large_bodies(const Bench& bench) {
  return expect_error(insert_one(bench, {.id = "x", .body = std::string(kMaxBody + 1, 'b')}),
                      ErrorCode::too_large, "a body above 12 MiB");
}

Result<> same_id_in_one_call(const Bench& bench) {
  const Document twice[] = {{.id = "a"}, {.id = "a"}};
  VEDETTE_TRY(expect_error(bench.store.insert(bench.collection, twice, Durability::normal),
                           ErrorCode::invalid_argument, "the same id twice in one call"));
  return refused(bench, {.id = "a", .version = 2}, "a new document of version 2");
}

Result<> conditions(const Bench& bench) {
  const Condition wrong[] = {{"f", Op::equal, {}},
                             {"f", Op::equal, {true, true}},
                             {"f", Op::exists, {true}},
                             {"f", Op::prefix, {true}},
                             {"a.b", Op::exists, {}},
                             {"f", Op::less, {std::nan("")}},
                             {"f", Op::in, std::vector<FieldValue>(kMaxInValues + 1, true)}};
  for (const Condition& condition : wrong)
    VEDETTE_TRY(expect_error(bench.store.count(bench.collection, {&condition, 1}),
                             ErrorCode::invalid_argument, "a condition that makes no sense"));
  return {};
}

Result<> page_sizes(const Bench& bench) {
  for (const std::size_t limit : {std::size_t{0}, kMaxPage + 1})
    VEDETTE_TRY(expect_error(bench.store.find(bench.collection, {.limit = limit}),
                             ErrorCode::invalid_argument, "a page of no or too many documents"));
  return {};
}

constexpr ConformanceCaseRow kCases[] = {
    {"rules.collection_names", names_of_collections},
    {"rules.ids", ids},
    {"rules.field_names", field_names},
    {"rules.nan_and_infinity_are_refused", numbers_that_are_none},
    {"rules.texts_are_utf8_without_nul", texts},
    {"rules.bodies_above_12_mib_are_refused", large_bodies},
    {"rules.an_id_occurs_once_in_a_call", same_id_in_one_call},
    {"rules.conditions_fit_their_operator", conditions},
    {"rules.page_sizes", page_sizes},
};

}  // namespace

std::span<const ConformanceCaseRow> rule_cases() {
  return kCases;
}

}  // namespace vedette
