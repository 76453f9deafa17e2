// SPDX-License-Identifier: Apache-2.0
#include "train/boosted_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "train/decision_link.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

bool was_seen(const std::vector<std::uint32_t>& seen, float category) {
  if (!(category >= 0) || category >= static_cast<float>(seen.size() * 32)) return false;
  const auto code = static_cast<std::uint32_t>(category);
  return static_cast<float>(code) == category && ((seen[code / 32] >> (code % 32)) & 1U) != 0;
}

class BoostedModel final : public Model {
 public:
  BoostedModel(const BoostedEnsemble& ensemble, BoostedScorer scorer)
      : bytes_(vedette::to_bytes(ensemble)),
        scorer_(std::move(scorer)),
        link_(ensemble.classes == 2 ? DecisionLink::one_vs_rest({Sigmoid{}})
                                    : DecisionLink::softmax(ensemble.classes)),
        importance_(ensemble.importance),
        seen_categories_(ensemble.seen_categories),
        trees_(ensemble.trees.trees.size()) {
    for (const BoostedTree& tree : ensemble.trees.trees) nodes_ += tree.nodes.size();
    has_categories_ =
        std::ranges::any_of(seen_categories_, [](const auto& seen) { return !seen.empty(); });
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
  std::string to_bytes() const override { return bytes_; }

  Json describe() const override {
    return {{"trees", trees_},
            {"rounds", trees_ / scorer_.groups()},
            {"nodes", nodes_},
            {"importance", importance_}};
  }

 private:
  [[nodiscard]] Matrix with_known_categories(const Matrix& rows) const {
    Matrix known = rows;
    for (std::size_t j = 0; j < rows.columns; ++j) {
      if (seen_categories_[j].empty()) continue;
      for (std::size_t i = 0; i < rows.rows; ++i)
        if (!was_seen(seen_categories_[j], rows.at(i, j)))
          known.values[i * rows.columns + j] = std::numeric_limits<float>::quiet_NaN();
    }
    return known;
  }

  std::string bytes_;
  BoostedScorer scorer_;
  DecisionLink link_;
  std::vector<float> importance_;
  std::vector<std::vector<std::uint32_t>> seen_categories_;
  bool has_categories_ = false;
  std::size_t trees_;
  std::size_t nodes_ = 0;
};

}  // namespace

Result<std::unique_ptr<Model>> make_boosted_model(const BoostedEnsemble& ensemble) {
  BoostedScorer scorer = VEDETTE_TRY(BoostedScorer::make(ensemble.trees));
  return std::make_unique<BoostedModel>(ensemble, std::move(scorer));
}

}  // namespace vedette
