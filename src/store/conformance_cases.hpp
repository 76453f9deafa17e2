// SPDX-License-Identifier: Apache-2.0
/// The cases of the conformance list, one table per subject.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace vedette {

/// What a case works on: a collection that is empty and nobody else's.
struct ConformanceBench {
  Store& store;
  std::string collection;
};

struct ConformanceCaseRow {
  std::string_view name;
  Result<> (*run)(const ConformanceBench& bench);
};

[[nodiscard]] std::span<const ConformanceCaseRow> write_cases();
[[nodiscard]] std::span<const ConformanceCaseRow> query_cases();
[[nodiscard]] std::span<const ConformanceCaseRow> value_cases();
[[nodiscard]] std::span<const ConformanceCaseRow> rule_cases();
[[nodiscard]] std::span<const ConformanceCaseRow> concurrency_cases();

/// Fails the case with this sentence unless the condition holds.
[[nodiscard]] Result<> expect(bool condition, std::string_view what_must_hold);

/// Fails unless `result` is an error of this code.
template <class T>
[[nodiscard]] Result<> expect_error(const Result<T>& result, ErrorCode code,
                                    std::string_view what) {
  const std::string expected = std::string(what) + " answers " + std::string(to_string(code));
  return expect(!result && result.error().code == code, expected);
}

/// Inserts and requires that all were new.
[[nodiscard]] Result<> put_all(const ConformanceBench& bench, std::span<const Document> documents);

/// Ids of the documents that meet one condition, joined by blanks.
[[nodiscard]] Result<std::string> ids_where(const ConformanceBench& bench, Condition condition);

}  // namespace vedette
