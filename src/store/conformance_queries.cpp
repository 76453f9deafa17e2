// SPDX-License-Identifier: Apache-2.0
// Pages, order, and what each operator means.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "store/conformance_cases.hpp"

namespace vedette {
namespace {

using Bench = ConformanceBench;
using Op = Condition::Op;

/// One document per kind of value, named after it; `none` lacks the field.
std::vector<Document> one_of_each() {
  return {{.id = "false", .fields = {{"v", false}}},
          {.id = "int1", .fields = {{"v", std::int64_t{1}}}},
          {.id = "int2", .fields = {{"v", std::int64_t{2}}}},
          {.id = "none"},
          {.id = "real1", .fields = {{"v", 1.0}}},
          {.id = "real1.5", .fields = {{"v", 1.5}}},
          {.id = "text", .fields = {{"v", std::string("1")}}},
          {.id = "texta", .fields = {{"v", std::string("a")}}},
          {.id = "true", .fields = {{"v", true}}}};
}

struct OperatorRow {
  Op op;
  std::vector<FieldValue> values;
  std::string_view ids;
};

Result<> check_rows(const Bench& bench, std::span<const OperatorRow> rows) {
  VEDETTE_TRY(put_all(bench, one_of_each()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto ids = VEDETTE_TRY(ids_where(bench, {"v", rows[i].op, rows[i].values}));
    VEDETTE_TRY(expect(ids == rows[i].ids,
                       fmt::format("question {} finds '{}', not '{}'", i + 1, rows[i].ids, ids)));
    const Condition condition{"v", rows[i].op, rows[i].values};
    const auto count = VEDETTE_TRY(bench.store.count(bench.collection, {&condition, 1}));
    const auto found = rows[i].ids.empty() ? 0 : std::ranges::count(rows[i].ids, ' ') + 1;
    VEDETTE_TRY(expect(count == found, fmt::format("question {} counts what it finds", i + 1)));
  }
  return {};
}

const std::int64_t kOne = 1;

Result<> equality(const Bench& bench) {
  const OperatorRow rows[] = {
      {Op::equal, {kOne}, "int1 real1"},      {Op::equal, {1.0}, "int1 real1"},
      {Op::equal, {1.5}, "real1.5"},          {Op::equal, {true}, "true"},
      {Op::equal, {false}, "false"},          {Op::equal, {std::string("1")}, "text"},
      {Op::equal, {std::string("true")}, ""}, {Op::equal, {std::int64_t{0}}, ""}};
  return check_rows(bench, rows);
}

Result<> inequality(const Bench& bench) {
  const OperatorRow rows[] = {
      {Op::not_equal, {kOne}, "false int2 none real1.5 text texta true"},
      {Op::not_equal, {true}, "false int1 int2 none real1 real1.5 text texta"},
      {Op::not_equal, {std::string("a")}, "false int1 int2 none real1 real1.5 text true"}};
  return check_rows(bench, rows);
}

Result<> order_of_numbers(const Bench& bench) {
  const OperatorRow rows[] = {{Op::less, {1.5}, "int1 real1"},
                              {Op::less_equal, {1.5}, "int1 real1 real1.5"},
                              {Op::greater, {kOne}, "int2 real1.5"},
                              {Op::greater_equal, {kOne}, "int1 int2 real1 real1.5"},
                              {Op::less, {-1e300}, ""},
                              {Op::greater, {-1e300}, "int1 int2 real1 real1.5"}};
  return check_rows(bench, rows);
}

Result<> order_of_texts(const Bench& bench) {
  const OperatorRow rows[] = {{Op::less, {std::string("a")}, "text"},
                              {Op::less_equal, {std::string("a")}, "text texta"},
                              {Op::greater, {std::string("1")}, "texta"},
                              {Op::greater_equal, {std::string()}, "text texta"},
                              {Op::less, {std::string()}, ""}};
  return check_rows(bench, rows);
}

Result<> order_of_booleans(const Bench& bench) {
  const OperatorRow rows[] = {{Op::less, {true}, "false"},
                              {Op::greater_equal, {false}, "false true"},
                              {Op::greater, {true}, ""}};
  return check_rows(bench, rows);
}

Result<> one_of_several(const Bench& bench) {
  const OperatorRow rows[] = {{Op::in, {}, ""},
                              {Op::in, {kOne}, "int1 real1"},
                              {Op::in, {std::string("a"), true, 1.5}, "real1.5 texta true"},
                              {Op::in, {std::int64_t{99}, std::string("z")}, ""}};
  return check_rows(bench, rows);
}

Result<> existence(const Bench& bench) {
  const OperatorRow rows[] = {{Op::exists, {}, "false int1 int2 real1 real1.5 text texta true"}};
  return check_rows(bench, rows);
}

Result<> int64_and_double_compare_by_value(const Bench& bench) {
  constexpr std::int64_t kTwoTo53 = std::int64_t{1} << 53;
  const Document documents[] = {
      {.id = "a", .fields = {{"v", kTwoTo53}}},
      {.id = "b", .fields = {{"v", kTwoTo53 + 1}}},
      {.id = "c", .fields = {{"v", std::numeric_limits<std::int64_t>::max()}}}};
  VEDETTE_TRY(put_all(bench, documents));
  const auto equal = VEDETTE_TRY(ids_where(bench, {"v", Op::equal, {9007199254740992.0}}));
  const auto greater = VEDETTE_TRY(ids_where(bench, {"v", Op::greater, {9007199254740992.0}}));
  const auto less = VEDETTE_TRY(ids_where(bench, {"v", Op::less, {9223372036854775808.0}}));
  return expect(equal == "a" && greater == "b c" && less == "a b c",
                "2^53, 2^53+1 and 2^63 are told apart");
}

Result<> prefixes(const Bench& bench) {
  const Document documents[] = {
      {.id = "a", .fields = {{"v", std::string("ab")}}},
      {.id = "b", .fields = {{"v", std::string("abc")}}},
      {.id = "c", .fields = {{"v", std::string("ac")}}},
      {.id = "d", .fields = {{"v", std::string("a.*")}}},
      {.id = "e", .fields = {{"v", std::string("\xC3\xBF")}}},          // U+00FF
      {.id = "f", .fields = {{"v", std::string("\xED\x9F\xBFx")}}},     // U+D7FF
      {.id = "g", .fields = {{"v", std::string("\xF4\x8F\xBF\xBF")}}},  // U+10FFFF
      {.id = "h", .fields = {{"v", std::int64_t{1}}}}};
  VEDETTE_TRY(put_all(bench, documents));
  const std::pair<std::string, std::string_view> rows[] = {
      {"ab", "a b"},     {"a.*", "d"},          {"", "a b c d e f g"},    {"B", ""},
      {"\xC3\xBF", "e"}, {"\xED\x9F\xBF", "f"}, {"\xF4\x8F\xBF\xBF", "g"}};
  for (const auto& [prefix, expected] : rows) {
    const auto ids = VEDETTE_TRY(ids_where(bench, {"v", Op::prefix, {prefix}}));
    VEDETTE_TRY(expect(ids == expected,
                       fmt::format("prefix '{}' finds '{}', not '{}'", prefix, expected, ids)));
  }
  return {};
}

Result<> all_conditions_hold(const Bench& bench) {
  VEDETTE_TRY(put_all(bench, one_of_each()));
  const Query query{.all_of = {{"v", Op::greater_equal, {kOne}},
                               {"v", Op::less, {std::int64_t{2}}},
                               {"v", Op::not_equal, {1.5}}}};
  const auto found = VEDETTE_TRY(bench.store.find(bench.collection, query));
  return expect(found.size() == 2 && found[0].id == "int1" && found[1].id == "real1",
                "several conditions on one field hold together");
}

Result<> order_of_ids(const Bench& bench) {
  const std::vector<std::string> ids = {"!", "10", "9", "A", "Z", "_", "a", "a/1", "aa", "b", "~"};
  std::vector<Document> documents;
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) documents.push_back({.id = *id});
  VEDETTE_TRY(put_all(bench, documents));
  const auto found = VEDETTE_TRY(bench.store.find(bench.collection, {}));
  VEDETTE_TRY(expect(found.size() == ids.size(), "all are found"));
  for (std::size_t i = 0; i < ids.size(); ++i)
    VEDETTE_TRY(expect(found[i].id == ids[i], "documents come in the order of the ids' bytes"));
  return {};
}

Result<> pages(const Bench& bench) {
  std::vector<Document> documents;
  for (int i = 0; i < 25; ++i)
    documents.push_back({.id = fmt::format("d{:02}", i), .fields = {{"odd", i % 2 == 1}}});
  VEDETTE_TRY(put_all(bench, documents));
  Query query{.all_of = {{"odd", Op::equal, {true}}}, .limit = 5};
  std::vector<std::size_t> sizes;
  std::size_t expected = 1;
  do {
    const auto page = VEDETTE_TRY(bench.store.find(bench.collection, query));
    sizes.push_back(page.size());
    for (const Document& document : page) {
      VEDETTE_TRY(expect(document == documents[expected], "pages follow one another"));
      query.after_id = document.id;
      expected += 2;
    }
  } while (sizes.back() == query.limit);
  return expect(sizes == std::vector<std::size_t>{5, 5, 2}, "the last page is shorter");
}

Result<> page_after_an_id_that_is_not_there(const Bench& bench) {
  const Document documents[] = {{.id = "a"}, {.id = "c"}};
  VEDETTE_TRY(put_all(bench, documents));
  const auto page = VEDETTE_TRY(bench.store.find(bench.collection, {.after_id = "b"}));
  return expect(page.size() == 1 && page[0].id == "c", "paging goes by order, not by presence");
}

Result<> without_bodies(const Bench& bench) {
  const Document document{.id = "a", .fields = {{"n", kOne}}, .body = "bytes"};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  const auto page = VEDETTE_TRY(bench.store.find_fields(bench.collection, {}));
  return expect(page.size() == 1 && page[0].body.empty() && page[0].fields == document.fields,
                "lists have fields and no bodies");
}

Result<> empty_collection(const Bench& bench) {
  const auto page = VEDETTE_TRY(bench.store.find(bench.collection, {}));
  const auto count = VEDETTE_TRY(bench.store.count(bench.collection, {}));
  return expect(page.empty() && count == 0, "a collection nobody wrote to is empty");
}

constexpr ConformanceCaseRow kCases[] = {
    {"query.equal", equality},
    {"query.not_equal", inequality},
    {"query.order_of_numbers", order_of_numbers},
    {"query.order_of_texts", order_of_texts},
    {"query.order_of_booleans", order_of_booleans},
    {"query.in", one_of_several},
    {"query.exists", existence},
    {"query.int64_and_double_compare_by_value", int64_and_double_compare_by_value},
    {"query.prefix", prefixes},
    {"query.all_conditions_hold", all_conditions_hold},
    {"query.ids_are_ordered_by_bytes", order_of_ids},
    {"query.pages", pages},
    {"query.page_after_an_id_that_is_not_there", page_after_an_id_that_is_not_there},
    {"query.fields_without_bodies", without_bodies},
    {"query.empty_collection", empty_collection},
};

}  // namespace

std::span<const ConformanceCaseRow> query_cases() {
  return kCases;
}

}  // namespace vedette
