// SPDX-License-Identifier: Apache-2.0
/// What every store must do, as a list of cases run against any back end: the unit tests run it on
/// each entry of the catalogue, and users run it as `vedette store selftest --uri ...`.
#pragma once

#include <string>
#include <vector>

#include "store/store.hpp"

namespace vedette {

struct ConformanceCase {
  std::string name;  ///< stable, such as `insert.same_id_twice_keeps_the_first`
  enum class Outcome { passed, failed, skipped } outcome = Outcome::passed;
  std::string message;  ///< why it failed or was skipped
  double seconds = 0;
};

/// Runs all cases in collections of their own (names start with `selftest_`), removed afterwards.
[[nodiscard]] std::vector<ConformanceCase> run_conformance(Store& store);

}  // namespace vedette
