// SPDX-License-Identifier: Apache-2.0
/// One row through 200 boosted trees of depth six on 40 columns: ours beside libxgboost's own
/// prediction (the call that copies nothing, one thread), on the model that it has just trained.
/// Rounds in turn; medians of single calls, and of their ratios.
#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "train/xgboost_json.hpp"
#include "trees/boosted.hpp"

namespace vedette {
namespace {

constexpr std::size_t kTrainRows = 20'000;
constexpr std::size_t kColumns = 40;
constexpr std::size_t kCalls = 2'000;  ///< in a round, each with another row
constexpr int kTrees = 200;
constexpr int kRounds = 9;

void must(int status) {
  if (status == 0) return;
  fmt::print(stderr, "XGBoost: {}\n", XGBGetLastError());
  std::exit(1);
}

std::vector<float> random_values(Random& random) {
  std::vector<float> values(kTrainRows * kColumns);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

/// 1 where the first columns sum up to more than one, with noise.
std::vector<float> labels_of(const std::vector<float>& values, Random& random) {
  std::vector<float> labels;
  for (std::size_t i = 0; i < kTrainRows; ++i) {
    double sum = random.normal();
    for (std::size_t c = 0; c < 8; ++c) sum += values[i * kColumns + c];
    labels.push_back(sum > 1 ? 1.0F : 0.0F);
  }
  return labels;
}

BoosterHandle train(const std::vector<float>& values, const std::vector<float>& labels) {
  DMatrixHandle data = nullptr;
  must(XGDMatrixCreateFromMat(values.data(), kTrainRows, kColumns,
                              std::numeric_limits<float>::quiet_NaN(), &data));
  must(XGDMatrixSetFloatInfo(data, "label", labels.data(), labels.size()));
  BoosterHandle booster = nullptr;
  must(XGBoosterCreate(&data, 1, &booster));
  const std::pair<const char*, const char*> parameters[] = {
      {"objective", "binary:logistic"}, {"tree_method", "hist"}, {"max_depth", "6"},
      {"eta", "0.1"},                   {"base_score", "0.5"},   {"nthread", "1"}};
  for (const auto& [name, value] : parameters) must(XGBoosterSetParam(booster, name, value));
  for (int i = 0; i < kTrees; ++i) must(XGBoosterUpdateOneIter(booster, i, data));
  must(XGDMatrixFree(data));
  return booster;
}

BoostedScorer ours(BoosterHandle booster) {
  bst_ulong length = 0;
  const char* bytes = nullptr;
  must(XGBoosterSaveModelToBuffer(booster, R"({"format":"json"})", &length, &bytes));
  return BoostedScorer::make(read_xgboost_json({bytes, length}, kColumns, 2).value().trees).value();
}

float predicted(BoosterHandle booster, const float* row) {
  const std::string array =
      fmt::format(R"({{"data":[{},true],"shape":[1,{}],"typestr":"<f4","version":3}})",
                  reinterpret_cast<std::uintptr_t>(row), kColumns);
  constexpr char kConfig[] =
      R"({"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"cache_id":0,)"
      R"("strict_shape":false,"missing":NaN})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* margin = nullptr;
  must(XGBoosterPredictFromDense(booster, array.c_str(), kConfig, nullptr, &shape, &dimensions,
                                 &margin));
  return *margin;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// Median microseconds of a call.
double time_calls(const std::vector<float>& values, const auto& call) {
  std::vector<double> times;
  for (std::size_t i = 0; i < kCalls; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    call(values.data() + i * kColumns);
    const std::chrono::duration<double, std::micro> took =
        std::chrono::steady_clock::now() - begun;
    times.push_back(took.count());
  }
  return median(std::move(times));
}

int run() {
  Random random(1);
  const std::vector<float> values = random_values(random);
  BoosterHandle booster = train(values, labels_of(values, random));
  const BoostedScorer scorer = ours(booster);
  const auto our_margin = [&](const float* row) {
    return scorer.margins_of_row({row, kColumns}).front();
  };
  for (std::size_t i = 0; i < kCalls; ++i) {
    const float* row = values.data() + i * kColumns;
    if (our_margin(row) == predicted(booster, row)) continue;
    fmt::print(stderr, "row {}: {} is not {}\n", i, our_margin(row), predicted(booster, row));
    return 1;
  }
  std::vector<double> mine;
  std::vector<double> theirs;
  std::vector<double> ratios;
  float sum = 0;  // so that no call is left out
  for (int round = 0; round < kRounds; ++round) {
    mine.push_back(time_calls(values, [&](const float* row) { sum += our_margin(row); }));
    theirs.push_back(time_calls(values, [&](const float* row) { sum += predicted(booster, row); }));
    ratios.push_back(theirs.back() / mine.back());
  }
  fmt::print("one row: ours {:.2f} us, libxgboost {:.2f} us, {:.1f} times ({:.1f} to {:.1f}){}\n",
             median(mine), median(theirs), median(ratios), std::ranges::min(ratios),
             std::ranges::max(ratios), sum == 0 ? " " : "");
  must(XGBoosterFree(booster));
  return 0;
}

}  // namespace
}  // namespace vedette

int main() { return vedette::run(); }
