// SPDX-License-Identifier: Apache-2.0
// Inserting, replacing, erasing.
#include <fmt/format.h>

#include "store/conformance_cases.hpp"

namespace vedette {
namespace {

using Bench = ConformanceBench;
using Op = Condition::Op;

std::vector<Document> numbered(int count) {
  std::vector<Document> documents;
  for (int i = 0; i < count; ++i)
    documents.push_back({.id = fmt::format("d{:05}", i),
                         .fields = {{"n", std::int64_t{i}}, {"even", i % 2 == 0}},
                         .body = fmt::format("body {}", i)});
  return documents;
}

Result<> insert_then_get(const Bench& bench) {
  const Document document{.id = "a",
                          .fields = {{"whole", std::int64_t{7}},
                                     {"real", 2.5},
                                     {"text", std::string("t")},
                                     {"flag", true}},
                          .body = "bytes"};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "a"));
  return expect(back == document, "what was inserted comes back");
}

Result<> get_of_nothing(const Bench& bench) {
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "absent"));
  return expect(!back.has_value(), "there is no document that was never inserted");
}

Result<> insert_of_nothing(const Bench& bench) {
  return put_all(bench, {});
}

Result<> first_insert_stays(const Bench& bench) {
  const Document first{.id = "a", .body = "first"};
  const Document second{.id = "a", .body = "second"};
  VEDETTE_TRY(put_all(bench, {&first, 1}));
  const auto again =
      VEDETTE_TRY(bench.store.insert(bench.collection, {&second, 1}, Durability::normal));
  VEDETTE_TRY(expect(again.inserted == 0 && again.already_there == 1, "the id is taken"));
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "a"));
  return expect(back == first, "the first document stays as it was");
}

Result<> partial_duplicates(const Bench& bench) {
  const auto documents = numbered(100);
  VEDETTE_TRY(put_all(bench, std::span(documents).subspan(30, 40)));
  const auto all = VEDETTE_TRY(bench.store.insert(bench.collection, documents, Durability::full));
  VEDETTE_TRY(expect(all.inserted == 60 && all.already_there == 40, "60 are new and 40 there"));
  const auto count = VEDETTE_TRY(bench.store.count(bench.collection, {}));
  return expect(count == 100, "all 100 are there once");
}

Result<> many_documents(const Bench& bench) {
  const auto documents = numbered(5000);
  VEDETTE_TRY(put_all(bench, documents));
  const auto page = VEDETTE_TRY(bench.store.find(bench.collection, {.limit = 10'000}));
  return expect(page == documents, "5,000 documents come back as they were");
}

Result<> both_durabilities(const Bench& bench) {
  const auto documents = numbered(4);
  const std::span all(documents);
  VEDETTE_TRY(bench.store.insert(bench.collection, all.subspan(0, 1), Durability::full));
  VEDETTE_TRY(bench.store.insert(bench.collection, all.subspan(1, 1), Durability::normal));
  VEDETTE_TRY(bench.store.insert(bench.collection, all.subspan(2, 2), Durability::full));
  const auto count = VEDETTE_TRY(bench.store.count(bench.collection, {}));
  return expect(count == 4, "writes of both kinds are there");
}

Result<> replace_counts_versions(const Bench& bench) {
  Document document{.id = "a", .fields = {{"old", true}}, .body = "1"};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  document.fields = {{"new", 2.0}};
  document.body = "2";
  VEDETTE_TRY(bench.store.replace(bench.collection, document, Durability::full));
  document.version = 2;
  const auto back = VEDETTE_TRY(bench.store.get(bench.collection, "a"));
  return expect(back == document, "fields and body are the new ones, the version is 2");
}

Result<> replace_of_another_version(const Bench& bench) {
  Document document{.id = "a"};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  VEDETTE_TRY(bench.store.replace(bench.collection, document, Durability::normal));
  VEDETTE_TRY(expect_error(bench.store.replace(bench.collection, document, Durability::normal),
                           ErrorCode::conflict, "replacing version 1 twice"));
  document.version = 3;
  return expect_error(bench.store.replace(bench.collection, document, Durability::normal),
                      ErrorCode::conflict, "replacing a version to come");
}

Result<> replace_of_nothing(const Bench& bench) {
  return expect_error(bench.store.replace(bench.collection, {.id = "a"}, Durability::normal),
                      ErrorCode::not_found, "replacing what is not there");
}

Result<> replaced_fields_are_found(const Bench& bench) {
  Document document{.id = "a", .fields = {{"state", std::string("old")}}};
  VEDETTE_TRY(put_all(bench, {&document, 1}));
  document.fields["state"] = std::string("new");
  VEDETTE_TRY(bench.store.replace(bench.collection, document, Durability::normal));
  const auto old = VEDETTE_TRY(ids_where(bench, {"state", Op::equal, {std::string("old")}}));
  const auto now = VEDETTE_TRY(ids_where(bench, {"state", Op::equal, {std::string("new")}}));
  return expect(old.empty() && now == "a", "queries see the new value only");
}

Result<> erase_some(const Bench& bench) {
  VEDETTE_TRY(put_all(bench, numbered(10)));
  const Condition even{"even", Op::equal, {true}};
  const auto erased = VEDETTE_TRY(bench.store.erase(bench.collection, {&even, 1}));
  VEDETTE_TRY(expect(erased == 5, "5 of 10 match"));
  const auto again = VEDETTE_TRY(bench.store.erase(bench.collection, {&even, 1}));
  VEDETTE_TRY(expect(again == 0, "nothing matches any more"));
  const auto left = VEDETTE_TRY(bench.store.count(bench.collection, {}));
  return expect(left == 5, "the others are still there");
}

Result<> erase_all_then_insert(const Bench& bench) {
  VEDETTE_TRY(put_all(bench, numbered(10)));
  const auto erased = VEDETTE_TRY(bench.store.erase(bench.collection, {}));
  VEDETTE_TRY(expect(erased == 10, "no condition means all"));
  return put_all(bench, numbered(10));
}

Result<> drop_is_repeatable(const Bench& bench) {
  VEDETTE_TRY(put_all(bench, numbered(3)));
  VEDETTE_TRY(bench.store.drop(bench.collection));
  VEDETTE_TRY(bench.store.drop(bench.collection));
  const auto left = VEDETTE_TRY(bench.store.count(bench.collection, {}));
  VEDETTE_TRY(expect(left == 0, "a dropped collection is empty"));
  return put_all(bench, numbered(3));
}

Result<> collections_are_apart(const Bench& bench) {
  const Bench other{bench.store, bench.collection + "_other"};
  VEDETTE_TRY(put_all(bench, numbered(3)));
  VEDETTE_TRY(put_all(other, numbered(5)));
  VEDETTE_TRY(bench.store.drop(other.collection));
  const auto left = VEDETTE_TRY(bench.store.count(bench.collection, {}));
  return expect(left == 3, "the same ids in another collection are other documents");
}

Result<> index_twice(const Bench& bench) {
  VEDETTE_TRY(bench.store.ensure_index(bench.collection, "n"));
  VEDETTE_TRY(put_all(bench, numbered(50)));
  VEDETTE_TRY(bench.store.ensure_index(bench.collection, "n"));
  VEDETTE_TRY(bench.store.ensure_index(bench.collection, "even"));
  const auto found = VEDETTE_TRY(ids_where(bench, {"n", Op::greater, {std::int64_t{47}}}));
  return expect(found == "d00048 d00049", "an indexed field is found");
}

Result<> integrity(const Bench& bench) {
  VEDETTE_TRY(put_all(bench, numbered(50)));
  const auto findings = VEDETTE_TRY(bench.store.verify());
  return expect(findings.empty(), "the integrity check finds nothing");
}

Result<> about(const Bench& bench) {
  const StoreInfo info = VEDETTE_TRY(bench.store.info());
  return expect(!info.backend.empty() && !info.server.empty() && !info.location.empty(),
                "the store says what and where it is");
}

constexpr ConformanceCaseRow kCases[] = {
    {"insert.comes_back", insert_then_get},
    {"get.of_nothing_is_nothing", get_of_nothing},
    {"insert.of_nothing_is_fine", insert_of_nothing},
    {"insert.same_id_twice_keeps_the_first", first_insert_stays},
    {"insert.adds_what_is_missing", partial_duplicates},
    {"insert.many_documents", many_documents},
    {"insert.both_durabilities", both_durabilities},
    {"replace.counts_versions", replace_counts_versions},
    {"replace.of_another_version_conflicts", replace_of_another_version},
    {"replace.of_nothing_is_not_found", replace_of_nothing},
    {"replace.is_seen_by_queries", replaced_fields_are_found},
    {"erase.removes_what_matches", erase_some},
    {"erase.all_then_insert_again", erase_all_then_insert},
    {"drop.is_repeatable", drop_is_repeatable},
    {"collections.are_apart", collections_are_apart},
    {"index.twice_is_harmless", index_twice},
    {"verify.finds_nothing", integrity},
    {"info.is_complete", about},
};

}  // namespace

std::span<const ConformanceCaseRow> write_cases() {
  return kCases;
}

}  // namespace vedette
