// SPDX-License-Identifier: Apache-2.0
#include "score/score.hpp"

#include <algorithm>

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

Result<Scores> class_scores(const Bundle& bundle, const Table& rows) {
  const Matrix matrix = VEDETTE_TRY(bundle.transform.apply(rows, {}));
  return bundle.model->predict(matrix);
}

Result<std::vector<Verdict>> score(const Bundle& bundle, const Table& rows) {
  const Scores scores = VEDETTE_TRY(class_scores(bundle, rows));
  const std::vector<std::int32_t> classes = decide(scores, bundle.threshold);
  const std::vector<float> attack =
      bundle.threshold ? attack_scores(scores) : highest_scores(scores);
  std::vector<Verdict> verdicts(scores.rows);
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const std::span<const float> row = scores.row(i);
    verdicts[i] = {.row = static_cast<std::int64_t>(i) + 1,
                   .decision = decision_for(bundle, classes[i]),
                   .cls = classes[i],
                   .attack_score = attack[i],
                   .scores = {row.begin(), row.end()}};
  }
  return verdicts;
}

}  // namespace vedette
