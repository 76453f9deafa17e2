// SPDX-License-Identifier: Apache-2.0
// Bytes of strangers as models: each learner's loader either refuses them or makes a model that
// answers, and that comes back equal after being written and read again.
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "train/learner.hpp"

namespace vedette {
namespace {

/// A few rows of ordinary, extreme and (second half) missing values.
Matrix rows_of(std::size_t columns) {
  constexpr std::size_t kRows = 6;
  Matrix rows;
  rows.rows = kRows;
  rows.columns = columns;
  for (std::size_t k = 0; k < kRows * columns; ++k) {
    const float ordinary = static_cast<float>(k % 17) - 8;
    rows.values.push_back(k % 5 == 0 ? ordinary * 1e30F : ordinary);
    if (k >= kRows * columns / 2 && k % 3 == 0) rows.values.back() = NAN;
  }
  return rows;
}

void try_learner(const LearnerEntry& entry, std::string_view bytes) {
  constexpr std::size_t kMostColumns = 4096;  // wider rows only make the fuzzer slow
  const Result<std::unique_ptr<Model>> model = entry.load(bytes);
  if (!model || (*model)->columns() > kMostColumns) return;
  const Result<Scores> scores = (*model)->predict(rows_of((*model)->columns()));
  if (scores)
    for (const float share : scores->values) check(std::isfinite(share), "scores are numbers");
  const Matrix background = rows_of((*model)->columns());
  static_cast<void>((*model)->explain({background, 0, background}));
  const Result<std::unique_ptr<Model>> again = entry.load((*model)->to_bytes());
  check(again.has_value(), "a written model can be read");
  check((*again)->to_bytes() == (*model)->to_bytes(), "writing keeps every bit");
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const vedette::LearnerEntry& entry : vedette::learner_catalog())
    vedette::try_learner(entry, bytes);
  return 0;
}
