// SPDX-License-Identifier: Apache-2.0
#include "store/conformance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>

#include "store/conformance_cases.hpp"

namespace vedette {
namespace {

ConformanceCase run_case(Store& store, const ConformanceCaseRow& row, std::size_t number) {
  using Outcome = ConformanceCase::Outcome;
  const auto begin = std::chrono::steady_clock::now();
  const ConformanceBench bench{store, fmt::format("selftest_{}", number)};
  // Something may be left of a run that was cut short.
  const Result<> emptied = store.drop(bench.collection);
  const Result<> run = emptied ? row.run(bench) : emptied;
  const Result<> removed = store.drop(bench.collection);
  const Result<>& first_failure = run ? removed : run;
  ConformanceCase outcome{std::string(row.name), Outcome::passed, {}, 0};
  if (!first_failure) {
    outcome.outcome = Outcome::failed;
    outcome.message = to_string(first_failure.error());
  }
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return outcome;
}

}  // namespace

Result<> expect(bool condition, std::string_view what_must_hold) {
  if (condition) return {};
  return fail(ErrorCode::internal, fmt::format("does not hold: {}", what_must_hold));
}

Result<> put_all(const ConformanceBench& bench, std::span<const Document> documents) {
  const InsertResult result =
      VEDETTE_TRY(bench.store.insert(bench.collection, documents, Durability::normal));
  return expect(result.inserted == documents.size() && result.already_there == 0,
                "new documents are inserted");
}

Result<std::string> ids_where(const ConformanceBench& bench, Condition condition) {
  const auto found =
      VEDETTE_TRY(bench.store.find(bench.collection, {.all_of = {std::move(condition)}}));
  std::vector<std::string_view> ids;
  for (const Document& document : found) ids.push_back(document.id);
  return fmt::format("{}", fmt::join(ids, " "));
}

std::vector<ConformanceCase> run_conformance(Store& store) {
  std::vector<ConformanceCase> outcomes;
  for (const auto table :
       {rule_cases(), write_cases(), value_cases(), query_cases(), concurrency_cases()})
    for (const ConformanceCaseRow& row : table)
      outcomes.push_back(run_case(store, row, outcomes.size() + 1));
  return outcomes;
}

}  // namespace vedette
