// SPDX-License-Identifier: Apache-2.0
#include "train/boosted_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "train/decision_link.hpp"
#include "train/training_rows.hpp"
#include "trees/contributions.hpp"

namespace vedette {
namespace {

bool was_seen(const std::vector<std::uint32_t>& seen, float category) {
  if (!(category >= 0) || category >= static_cast<float>(seen.size() * 32)) return false;
  const auto code = static_cast<std::uint32_t>(category);
  return static_cast<float>(code) == category && ((seen[code / 32] >> (code % 32)) & 1U) != 0;
}

class BoostedModel final : public Model {
 public:
  BoostedModel(BoostedEnsemble ensemble, BoostedScorer scorer)
      : ensemble_(std::move(ensemble)),
        scorer_(std::move(scorer)),
        link_(ensemble_.classes == 2 ? DecisionLink::one_vs_rest({Sigmoid{}})
                                     : DecisionLink::softmax(ensemble_.classes)) {
    has_categories_ = std::ranges::any_of(ensemble_.seen_categories,
                                          [](const auto& seen) { return !seen.empty(); });
  }

  Result<Scores> predict(const Matrix& rows) const override {
    VEDETTE_TRY(check_width(rows, columns()));
    const std::vector<float> margins =
        VEDETTE_TRY(has_categories_ ? scorer_.margins(with_known_categories(rows), WorkContext{})
                                    : scorer_.margins(rows, WorkContext{}));
    Decisions decisions{rows.rows, scorer_.groups(), {margins.begin(), margins.end()}};
    return link_.scores(decisions);
  }
  std::size_t columns() const override { return scorer_.columns(); }
  std::size_t classes() const override { return link_.classes(); }
  std::string to_bytes() const override { return vedette::to_bytes(ensemble_); }

  Json describe() const override {
    const std::vector<BoostedTree>& trees = ensemble_.trees.trees;
    std::size_t nodes = 0;
    for (const BoostedTree& tree : trees) nodes += tree.nodes.size();
    return {{"trees", trees.size()},
            {"rounds", trees.size() / scorer_.groups()},
            {"nodes", nodes},
            {"importance", ensemble_.importance}};
  }

  Result<Attribution> explain(const ExplainRequest& request) const override {
    VEDETTE_TRY(check_request(*this, request));
    const bool binary = classes() == 2;
    const auto group = static_cast<std::uint32_t>(binary ? 0 : request.cls);
    const auto account = [&](const Matrix& rows) {
      return contributions(ensemble_.trees, ensemble_.cover, group, rows);
    };
    Contributions sums = VEDETTE_TRY(
        has_categories_ ? account(with_known_categories(request.rows)) : account(request.rows));
    Attribution result{.method = "tree_shap",
                       .unit = binary ? "log_odds" : "margin",
                       .columns = sums.columns,
                       .base = sums.base,
                       .contributions = std::move(sums.values)};
    // The margin of two classes speaks for class 1.
    if (binary && request.cls == 0) result.turn();
    return result;
  }

 private:
  [[nodiscard]] Matrix with_known_categories(const Matrix& rows) const {
    Matrix known = rows;
    for (std::size_t j = 0; j < rows.columns; ++j) {
      const std::vector<std::uint32_t>& seen = ensemble_.seen_categories[j];
      if (seen.empty()) continue;
      for (std::size_t i = 0; i < rows.rows; ++i)
        if (!was_seen(seen, rows.at(i, j)))
          known.values[i * rows.columns + j] = std::numeric_limits<float>::quiet_NaN();
    }
    return known;
  }

  BoostedEnsemble ensemble_;
  BoostedScorer scorer_;
  DecisionLink link_;
  bool has_categories_ = false;
};

}  // namespace

Result<std::unique_ptr<Model>> make_boosted_model(BoostedEnsemble ensemble) {
  BoostedScorer scorer = VEDETTE_TRY(BoostedScorer::make(ensemble.trees));
  return std::make_unique<BoostedModel>(std::move(ensemble), std::move(scorer));
}

}  // namespace vedette
