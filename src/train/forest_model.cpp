// SPDX-License-Identifier: Apache-2.0
#include "train/forest_model.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "train/model_bytes.hpp"
#include "train/training_rows.hpp"
#include "trees/contributions.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kVersion = 1;

class ForestModel final : public Model {
 public:
  ForestModel(std::string learner, Forest forest)
      : learner_(std::move(learner)), forest_(std::move(forest)) {}

  Result<Scores> predict(const Matrix& rows) const override {
    VEDETTE_TRY(check_width(rows, forest_.columns()));
    return forest_.score(rows, WorkContext{});
  }
  std::size_t columns() const override { return forest_.columns(); }
  std::size_t classes() const override { return forest_.classes(); }

  std::string to_bytes() const override {
    ModelWriter writer(learner_, kVersion);
    writer.text(vedette::to_bytes(forest_));
    return writer.take();
  }

  Json describe() const override {
    const std::vector<float>& importance = forest_.parts().importance;
    const auto used = std::ranges::count_if(importance, [](float share) { return share > 0; });
    return {{"trees", forest_.trees()},
            {"nodes", forest_.parts().nodes.size()},
            {"columns_used", used},
            {"importance", importance}};
  }

  Result<Attribution> explain(const ExplainRequest& request) const override {
    VEDETTE_TRY(check_request(*this, request));
    std::vector<double> weights(classes());
    const bool votes = forest_.parts().output == ForestOutput::softmax_of_sum;
    weights[request.cls] = votes ? 1 : 1 / static_cast<double>(forest_.trees());
    // The softmax of two sums is the sigmoid of their difference.
    if (votes && classes() == 2) weights[1 - request.cls] = -1;
    Contributions sums = VEDETTE_TRY(contributions(forest_, request.rows, weights));
    const char* const vote_unit = classes() == 2 ? "log_odds" : "margin";
    return Attribution{.method = "tree_shap",
                       .unit = votes ? vote_unit : "probability",
                       .columns = sums.columns,
                       .base = sums.base,
                       .contributions = std::move(sums.values)};
  }

 private:
  std::string learner_;
  Forest forest_;
};

}  // namespace

std::unique_ptr<Model> make_forest_model(std::string learner, Forest forest) {
  return std::make_unique<ForestModel>(std::move(learner), std::move(forest));
}

Result<std::unique_ptr<Model>> load_forest_model(std::string_view learner, std::string_view bytes) {
  ModelReader reader = VEDETTE_TRY(ModelReader::open(bytes, learner, kVersion));
  const std::string_view forest_bytes = VEDETTE_TRY(reader.text());
  VEDETTE_TRY(reader.finish());
  Forest forest = VEDETTE_TRY(forest_from_bytes(forest_bytes));
  return make_forest_model(std::string(learner), std::move(forest));
}

}  // namespace vedette
