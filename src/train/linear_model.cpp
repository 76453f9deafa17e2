// SPDX-License-Identifier: Apache-2.0
#include "train/linear_model.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kVersion = 1;

std::vector<double> column_means(const Matrix& rows) {
  std::vector<double> means(rows.columns);
  for (std::size_t i = 0; i < rows.rows; ++i)
    for (std::size_t j = 0; j < rows.columns; ++j)
      means[j] += static_cast<double>(rows.at(i, j)) / static_cast<double>(rows.rows);
  return means;
}

class LinearModel final : public Model {
 public:
  LinearModel(std::string learner, LinearWeights weights, DecisionLink link)
      : learner_(std::move(learner)), weights_(std::move(weights)), link_(std::move(link)) {}

  Result<Scores> predict(const Matrix& rows) const override {
    VEDETTE_TRY(check_complete(rows, weights_.columns));
    return link_.scores(weights_.decide(rows));
  }
  std::size_t columns() const override { return weights_.columns; }
  std::size_t classes() const override { return link_.classes(); }

  std::string to_bytes() const override {
    ModelWriter writer(learner_, kVersion);
    writer.count(weights_.columns);
    link_.write(writer);
    writer.reals(weights_.values);
    return writer.take();
  }

  Json describe() const override {
    const auto used =
        std::ranges::count_if(weights_.values, [](double weight) { return weight != 0; });
    return {{"weight_vectors", weights_.outputs()}, {"nonzero_weights", used}};
  }

  /// The weight times the distance from the mean of the background: exact for independent columns
  /// (Strumbelj and Kononenko 2014).
  Result<Attribution> explain(const ExplainRequest& request) const override {
    VEDETTE_TRY(check_request(*this, request));
    VEDETTE_TRY(check_background(request));
    VEDETTE_TRY(check_complete(request.rows, weights_.columns));
    const bool binary = classes() == 2;
    const double* const weight =
        weights_.values.data() + (binary ? 0 : request.cls) * (weights_.columns + 1);
    const std::vector<double> means = column_means(request.background);
    Attribution result{.method = "linear_shap",
                       .unit = link_.unit(),
                       .columns = weights_.columns,
                       .base = weight[weights_.columns],
                       .contributions = {}};
    for (std::size_t j = 0; j < result.columns; ++j) result.base += weight[j] * means[j];
    for (std::size_t i = 0; i < request.rows.rows; ++i)
      for (std::size_t j = 0; j < result.columns; ++j)
        result.contributions.push_back(
            weight[j] * (static_cast<double>(request.rows.at(i, j)) - means[j]));
    if (binary && request.cls == 0) result.turn();
    return result;
  }

 private:
  std::string learner_;
  LinearWeights weights_;
  DecisionLink link_;
};

}  // namespace

Decisions LinearWeights::decide(const Matrix& rows) const {
  Decisions decisions{rows.rows, outputs(), std::vector<double>(rows.rows * outputs())};
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const float> row = rows.row(i);
    for (std::size_t o = 0; o < decisions.outputs; ++o) {
      const double* weight = values.data() + o * (columns + 1);
      double sum = 0;
      for (std::size_t j = 0; j < columns; ++j) sum += weight[j] * static_cast<double>(row[j]);
      decisions.values[i * decisions.outputs + o] = sum + weight[columns];
    }
  }
  return decisions;
}

std::unique_ptr<Model> make_linear_model(std::string learner, LinearWeights weights,
                                         DecisionLink link) {
  return std::make_unique<LinearModel>(std::move(learner), std::move(weights), std::move(link));
}

Result<std::unique_ptr<Model>> load_linear_model(std::string_view learner, std::string_view bytes) {
  ModelReader reader = VEDETTE_TRY(ModelReader::open(bytes, learner, kVersion));
  LinearWeights weights;
  weights.columns = VEDETTE_TRY(reader.count(kMaxModelColumns));
  if (weights.columns == 0) return reader.malformed("a model has at least one column");
  DecisionLink link = VEDETTE_TRY(DecisionLink::read(reader));
  weights.values = VEDETTE_TRY(reader.reals());
  if (weights.values.size() != output_count(link.classes()) * (weights.columns + 1))
    return reader.malformed("a linear model has a weight per column and an intercept per output");
  VEDETTE_TRY(reader.finish());
  return make_linear_model(std::string(learner), std::move(weights), std::move(link));
}

}  // namespace vedette
