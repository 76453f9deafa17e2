// SPDX-License-Identifier: Apache-2.0
#include "train/kernel_model.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "train/training_rows.hpp"

namespace vedette {
namespace {

constexpr char kName[] = "kernel_svm";
constexpr std::uint32_t kVersion = 1;

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

 private:
  SupportVectors support_;
  DecisionLink link_;
};

double squared_distance(const float* a, const float* b, std::size_t columns) {
  double sum = 0;
  for (std::size_t j = 0; j < columns; ++j) {
    const double difference = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sum += difference * difference;
  }
  return sum;
}

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
