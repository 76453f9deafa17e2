// SPDX-License-Identifier: Apache-2.0
#include "train/kernel_model.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "train/sampled_shap.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "kernel_svm";
constexpr std::uint32_t kVersion = 1;

double squared_distance(const float* a, const float* b, std::size_t columns) {
  double sum = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sum += difference * difference;
  }
  return sum;
}

/// Keeps the distance to each support vector, so that a changed column costs no more than itself.
class KernelWalk final : public RowWalk {
 public:
  KernelWalk(const SupportVectors& support, std::size_t output)
      : support_(support), output_(output), distances_(support.count()) {}

  double start(std::span<const float> row) override {
    row_.assign(row.begin(), row.end());
    for (std::size_t s = 0; s < distances_.size(); ++s)
      distances_[s] = squared_distance(vector(s), row.data(), support_.columns);
    return output();
  }

  double change(std::size_t column, float value) override {
    for (std::size_t s = 0; s < distances_.size(); ++s) {
      const auto at = static_cast<double>(vector(s)[column]);
      distances_[s] += square(static_cast<double>(value) - at) -
                       square(static_cast<double>(row_[column]) - at);
    }
    row_[column] = value;
    return output();
  }

 private:
  [[nodiscard]] static double square(double x) { return x * x; }
  [[nodiscard]] const float* vector(std::size_t s) const {
    return support_.vectors.data() + s * support_.columns;
  }
  [[nodiscard]] double output() const {
    double sum = support_.intercepts[output_];
    for (std::size_t s = 0; s < distances_.size(); ++s)
      sum += support_.coefficients[s * support_.outputs + output_] *
             std::exp(-support_.gamma * distances_[s]);
    return sum;
  }

  const SupportVectors& support_;
  std::size_t output_;
  std::vector<double> distances_;
  std::vector<float> row_;
};

class KernelModel final : public Model {
 public:
  KernelModel(SupportVectors support, DecisionLink link)
      : support_(std::move(support)), link_(std::move(link)) {}

  Result<Scores> predict(const Matrix& rows) const override {
    VEDETTE_TRY(check_complete(rows, support_.columns));
    return link_.scores(support_.decide(rows));
  }
  std::size_t columns() const override { return support_.columns; }
  std::size_t classes() const override { return link_.classes(); }

  std::string to_bytes() const override {
    ModelWriter writer(kName, kVersion);
    writer.count(support_.columns);
    link_.write(writer);
    writer.real(support_.gamma);
    writer.floats(support_.vectors);
    writer.reals(support_.coefficients);
    writer.reals(support_.intercepts);
    return writer.take();
  }

  Json describe() const override {
    return {{"support_vectors", support_.count()}, {"gamma", support_.gamma}};
  }

  Result<Attribution> explain(const ExplainRequest& request) const override {
    VEDETTE_TRY(check_request(*this, request));
    VEDETTE_TRY(check_background(request));
    VEDETTE_TRY(check_complete(request.rows, support_.columns));
    const bool binary = classes() == 2;
    KernelWalk walk(support_, binary ? 0 : request.cls);
    Attribution result = sampled_shap(walk, request.rows, request.background);
    result.unit = link_.unit();
    if (binary && request.cls == 0) result.turn();
    return result;
  }

 private:
  SupportVectors support_;
  DecisionLink link_;
};

}  // namespace

Decisions SupportVectors::decide(const Matrix& rows) const {
  Decisions decisions{rows.rows, outputs, std::vector<double>(rows.rows * outputs)};
  const std::size_t support = count();
  for (std::size_t i = 0; i < rows.rows; ++i) {
    double* sums = decisions.values.data() + i * outputs;
    for (std::size_t s = 0; s < support; ++s) {
      const double kernel = std::exp(
          -gamma * squared_distance(vectors.data() + s * columns, rows.row(i).data(), columns));
      for (std::size_t o = 0; o < outputs; ++o) sums[o] += coefficients[s * outputs + o] * kernel;
    }
    for (std::size_t o = 0; o < outputs; ++o) sums[o] += intercepts[o];
  }
  return decisions;
}

std::unique_ptr<Model> make_kernel_model(SupportVectors support, DecisionLink link) {
  return std::make_unique<KernelModel>(std::move(support), std::move(link));
}

Result<std::unique_ptr<Model>> load_kernel_model(std::string_view bytes) {
  ModelReader reader = VEDETTE_TRY(ModelReader::open(bytes, kName, kVersion));
  SupportVectors support;
  support.columns = VEDETTE_TRY(reader.count(kMaxModelColumns));
  if (support.columns == 0) return reader.malformed("a model has at least one column");
  DecisionLink link = VEDETTE_TRY(DecisionLink::read(reader));
  support.outputs = output_count(link.classes());
  support.gamma = VEDETTE_TRY(reader.real());
  if (support.gamma <= 0) return reader.malformed("the gamma of a kernel is positive");
  support.vectors = VEDETTE_TRY(reader.floats());
  support.coefficients = VEDETTE_TRY(reader.reals());
  support.intercepts = VEDETTE_TRY(reader.reals());
  if (support.vectors.size() % support.columns != 0 ||
      support.coefficients.size() != support.count() * support.outputs ||
      support.intercepts.size() != support.outputs)
    return reader.malformed("support vectors, coefficients and intercepts do not fit together");
  VEDETTE_TRY(reader.finish());
  return make_kernel_model(std::move(support), std::move(link));
}

}  // namespace vedette
