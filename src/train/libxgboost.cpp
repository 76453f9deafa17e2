// SPDX-License-Identifier: Apache-2.0
#include "train/libxgboost.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "train/boosting_loss.hpp"
#include "train/training_rows.hpp"

namespace vedette {
namespace {

Result<> checked(int status) {
  if (status == 0) return {};
  return fail(ErrorCode::invalid_argument,
              fmt::format("XGBoost: {}", first_sentence_of_xgboost(XGBGetLastError())));
}

/// Owns a DMatrix.
class TrainingMatrix {
 public:
  TrainingMatrix() = default;
  ~TrainingMatrix() {
    if (handle_ != nullptr) XGDMatrixFree(handle_);
  }
  TrainingMatrix(const TrainingMatrix&) = delete;
  TrainingMatrix& operator=(const TrainingMatrix&) = delete;

  Result<> fill(const Matrix& rows, int threads) {
    VEDETTE_TRY(checked(XGDMatrixCreateFromMat_omp(rows.values.data(), rows.rows, rows.columns,
                                                   std::numeric_limits<float>::quiet_NaN(),
                                                   &handle_, threads)));
    std::vector<const char*> types(rows.columns, "q");
    for (std::size_t j = 0; j < rows.categorical.size(); ++j)
      if (rows.categorical[j] != 0) types[j] = "c";
    return checked(XGDMatrixSetStrFeatureInfo(handle_, "feature_type", types.data(), types.size()));
  }
  [[nodiscard]] DMatrixHandle handle() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

/// Owns a Booster.
class Booster {
 public:
  Booster() = default;
  ~Booster() {
    if (handle_ != nullptr) XGBoosterFree(handle_);
  }
  Booster(const Booster&) = delete;
  Booster& operator=(const Booster&) = delete;

  Result<> open(DMatrixHandle rows) { return checked(XGBoosterCreate(&rows, 1, &handle_)); }

  Result<> set(const char* name, const std::string& value) {
    return checked(XGBoosterSetParam(handle_, name, value.c_str()));
  }

  /// Margins of the training rows; borrowed until the next call.
  Result<std::span<const float>> margins(DMatrixHandle rows) {
    constexpr char kConfig[] =
        R"({"type":1,"training":true,"iteration_begin":0,"iteration_end":0,"strict_shape":true})";
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* values = nullptr;
    VEDETTE_TRY(
        checked(XGBoosterPredictFromDMatrix(handle_, rows, kConfig, &shape, &dimensions, &values)));
    std::size_t size = 1;
    for (bst_ulong d = 0; d < dimensions; ++d) size *= shape[d];
    return std::span<const float>(values, size);
  }

  Result<> boost(DMatrixHandle rows, Gradients gradients) {
    return checked(XGBoosterBoostOneIter(handle_, rows, gradients.first.data(),
                                         gradients.second.data(), gradients.first.size()));
  }

  Result<std::string> json() {
    bst_ulong length = 0;
    const char* bytes = nullptr;
    VEDETTE_TRY(
        checked(XGBoosterSaveModelToBuffer(handle_, R"({"format":"json"})", &length, &bytes)));
    return std::string(bytes, length);
  }

 private:
  BoosterHandle handle_ = nullptr;
};

/// XGBoost rounds the number of drawn columns down: of two columns it would draw one, and no tree
/// could see both. This makes it round up.
double share_rounded_up(double share, std::size_t columns) {
  const auto all = static_cast<double>(columns);
  return std::min(1.0, (std::ceil(share * all) + 0.5) / all);
}

Result<> configure(Booster& booster, const Matrix& rows, std::size_t classes,
                   const BoostingOptions& options, std::uint64_t seed, int threads) {
  const bool binary = classes == 2;
  const std::pair<const char*, std::string> parameters[] = {
      {"verbosity", "0"},
      {"nthread", std::to_string(std::max(threads, 1))},
      {"seed", std::to_string(seed & 0x7fffffff)},
      {"tree_method", "hist"},
      {"objective", binary ? "binary:logistic" : "multi:softprob"},
      {"num_class", std::to_string(binary ? 0 : classes)},
      {"base_score", binary ? "0.5" : "0"},  // both mean a margin of 0
      {"grow_policy", options.policy == GrowPolicy::depth_wise ? "depthwise" : "lossguide"},
      {"max_depth", std::to_string(options.max_depth)},
      {"max_leaves", std::to_string(options.max_leaves)},
      {"learning_rate", fmt::format("{}", options.learning_rate)},
      {"min_child_weight", fmt::format("{}", options.min_child_weight)},
      {"subsample", fmt::format("{}", options.subsample)},
      {"colsample_bytree", fmt::format("{}", share_rounded_up(options.column_share, rows.columns))},
      {"lambda", fmt::format("{}", options.l2)},
      {"gamma", fmt::format("{}", options.min_gain)},
      {"max_bin", std::to_string(options.max_bins)},
  };
  for (const auto& [name, value] : parameters) VEDETTE_TRY(booster.set(name, value));
  return {};
}

}  // namespace

Result<std::string> train_xgboost(const Matrix& rows, std::size_t classes,
                                  const BoostingOptions& options, std::uint64_t seed,
                                  const WorkContext& work) {
  TrainingMatrix training;
  VEDETTE_TRY(training.fill(rows, std::max(work.threads, 1)));
  Booster booster;
  VEDETTE_TRY(booster.open(training.handle()));
  VEDETTE_TRY(configure(booster, rows, classes, options, seed, work.threads));
  const BoostingLoss loss(rows, classes);
  for (std::uint32_t round = 0; round < options.rounds; ++round) {
    if (work.stopped()) return cancelled_training();
    work.progress("boosting rounds", round, options.rounds);
    const std::span<const float> margins = VEDETTE_TRY(booster.margins(training.handle()));
    VEDETTE_TRY(booster.boost(training.handle(), loss.gradients(margins, work.threads)));
  }
  work.progress("boosting rounds", options.rounds, options.rounds);
  return booster.json();
}

std::string first_sentence_of_xgboost(std::string_view message) {
  message = message.substr(0, message.find("\nStack trace"));
  if (message.starts_with('[')) {
    // "[time] file:line: sentence"
    const std::size_t line_end = message.find(": ", message.find(':', message.find("] ")));
    if (line_end != std::string_view::npos) message.remove_prefix(line_end + 2);
  }
  while (!message.empty() && std::strchr(" \n.", message.back()) != nullptr)
    message.remove_suffix(1);
  std::string sentence(message.substr(0, message.find('\n')));
  return sentence.empty() ? "it failed without a reason" : sentence;
}

}  // namespace vedette
