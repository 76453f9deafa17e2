// SPDX-License-Identifier: Apache-2.0
#include "score/score.hpp"

#include <algorithm>

#include "base/parallel.hpp"
#include "score/class_scores.hpp"

namespace vedette {
namespace {

Decision decision_for(const Bundle& bundle, std::int32_t cls) {
  if (!bundle.threshold) return Decision::abstain;
  return cls == 0 ? Decision::benign : Decision::attack;
}

/// Without a benign class: how sure the model is of the class it decided for.
std::vector<float> highest_scores(const Scores& scores) {
  std::vector<float> highest(scores.rows);
  for (std::size_t i = 0; i < scores.rows; ++i)
    highest[i] = *std::ranges::max_element(scores.row(i));
  return highest;
}

/// Below this, starting a thread takes longer than it saves.
constexpr std::size_t kRowsPerThread = 512;

/// Rows `first` to `last` for scoring: without classes, weights and ids.
Matrix block(const Matrix& matrix, std::size_t first, std::size_t last) {
  const auto at = [&](std::size_t row) {
    return matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.columns);
  };
  return {.rows = last - first,
          .columns = matrix.columns,
          .values = {at(first), at(last)},
          .categorical = matrix.categorical,
          .names = matrix.names,
          .classes = {},
          .weights = {},
          .row_ids = {}};
}

Result<Scores> joined(std::vector<Result<Scores>>& parts) {
  Scores whole;
  for (Result<Scores>& part : parts) {
    if (!part) return tl::unexpected(std::move(part).error());
    whole.rows += part->rows;
    whole.classes = part->classes;
    whole.values.insert(whole.values.end(), part->values.begin(), part->values.end());
  }
  return whole;
}

}  // namespace

std::string_view to_string(Decision decision) {
  switch (decision) {
    case Decision::benign:
      return "benign";
    case Decision::attack:
      return "attack";
    case Decision::abstain:
      return "abstain";
  }
  return "abstain";
}

Result<Scores> class_scores(const Bundle& bundle, const Table& rows, int threads) {
  const Matrix matrix = VEDETTE_TRY(bundle.transform.apply(rows, {}));
  const std::size_t parts =
      std::min(static_cast<std::size_t>(std::max(threads, 1)), matrix.rows / kRowsPerThread);
  if (parts <= 1) return bundle.model->predict(matrix);
  std::vector<Result<Scores>> scored(parts, Scores{});
  parallel_for(parts, threads, [&](std::size_t part) {
    scored[part] = bundle.model->predict(
        block(matrix, matrix.rows * part / parts, matrix.rows * (part + 1) / parts));
  });
  return joined(scored);
}

Result<std::vector<Verdict>> score(const Bundle& bundle, const Table& rows, int threads) {
  const auto scores =
      std::make_shared<const Scores>(VEDETTE_TRY(class_scores(bundle, rows, threads)));
  const std::vector<std::int32_t> classes = decide(*scores, bundle.threshold);
  const std::vector<float> attack =
      bundle.threshold ? attack_scores(*scores) : highest_scores(*scores);
  std::vector<Verdict> verdicts;
  verdicts.reserve(scores->rows);
  for (std::size_t i = 0; i < scores->rows; ++i)
    verdicts.push_back({.row = static_cast<std::int64_t>(i) + 1,
                        .decision = decision_for(bundle, classes[i]),
                        .cls = classes[i],
                        .attack_score = attack[i],
                        .scores = {scores, i}});
  return verdicts;
}

}  // namespace vedette
