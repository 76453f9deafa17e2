// SPDX-License-Identifier: Apache-2.0
/// Times our random forest on raw little-endian files, for runs side by side with other tools:
///   forest_bench TRAIN TEST COLUMNS [TREES [THREADS [REPEATS]]]
/// TRAIN.x.f32 holds rows x columns floats and TRAIN.y.i32 one class per row; TEST the same.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>

#include "base/file.hpp"
#include "trees/forest.hpp"

namespace vedette {
namespace {

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

template <class T>
std::vector<T> numbers(const std::string& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

Result<Matrix> load(const std::string& stem, std::size_t columns) {
  Matrix matrix;
  matrix.columns = columns;
  matrix.values = numbers<float>(VEDETTE_TRY(read_file(stem + ".x.f32")));
  matrix.classes = numbers<std::int32_t>(VEDETTE_TRY(read_file(stem + ".y.i32")));
  matrix.rows = matrix.classes.size();
  if (matrix.rows * columns != matrix.values.size())
    return fail(ErrorCode::malformed, "the files of " + stem + " do not fit each other");
  return matrix;
}

/// Area under the ROC curve of class 1 by ranks; ties count half.
double roc_auc(const Scores& scores, const std::vector<std::int32_t>& classes) {
  std::vector<std::size_t> order(classes.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto score = [&](std::size_t i) { return scores.row(i)[1]; };
  std::ranges::sort(order, {}, score);
  double rank_sum = 0;
  double positives = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && score(order[end]) == score(order[begin])) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      if (classes[order[i]] != 1) continue;
      rank_sum += static_cast<double>(begin + end + 1) / 2;
      ++positives;
    }
  }
  const double negatives = static_cast<double>(classes.size()) - positives;
  return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives);
}

void time_single_rows(const Forest& forest, const Matrix& test) {
  std::vector<double> times;
  for (std::size_t i = 0; i < std::min<std::size_t>(test.rows, 5000); ++i) {
    const Stopwatch watch;
    const std::vector<float> shares = forest.score_row(test.row(i));
    times.push_back(watch.seconds() * 1e6 + 0 * static_cast<double>(shares[0]));
  }
  std::ranges::sort(times);
  fmt::print("  one row p50 {:.1f} us, p99 {:.1f} us\n", times[times.size() / 2],
             times[times.size() * 99 / 100]);
}

Result<> run(const std::vector<std::string>& arguments) {
  const auto number = [&](std::size_t i, int standard) {
    return arguments.size() > i ? std::atoi(arguments[i].c_str()) : standard;
  };
  if (arguments.size() < 3)
    return fail(ErrorCode::invalid_argument,
                "usage: forest_bench TRAIN TEST COLUMNS [TREES [THREADS [REPEATS]]]");
  const Matrix train = VEDETTE_TRY(load(arguments[0], static_cast<std::size_t>(number(2, 0))));
  const Matrix test = VEDETTE_TRY(load(arguments[1], train.columns));
  const WorkContext work{.threads = number(4, 2)};
  const ForestOptions options{.trees = static_cast<std::uint32_t>(number(3, 100))};
  for (int repeat = 0; repeat < number(5, 3); ++repeat) {
    const Stopwatch binning;
    const Cuts cuts = VEDETTE_TRY(fit_cuts(train, work));
    const BinnedMatrix binned = apply_cuts(cuts, train, work.threads);
    const double binning_s = binning.seconds();
    const Stopwatch fit;
    const Forest forest =
        VEDETTE_TRY(train_forest(train, 2, options, static_cast<std::uint64_t>(repeat), work));
    const double fit_s = fit.seconds();
    const Stopwatch batch;
    const Scores scores = VEDETTE_TRY(forest.score(test, work));
    const double batch_s = batch.seconds();
    fmt::print("fit {:.2f} s (binning {:.2f} s), batch {:.0f} rows/s, AUC {:.5f}, {} nodes\n",
               fit_s, binning_s, static_cast<double>(test.rows) / batch_s,
               roc_auc(scores, test.classes), forest.parts().nodes.size());
    time_single_rows(forest, test);
  }
  return {};
}

}  // namespace
}  // namespace vedette

int main(int argc, char** argv) {
  const vedette::Result<> result = vedette::run({argv + 1, argv + argc});
  if (result) return 0;
  fmt::print(stderr, "{}\n", vedette::to_string(result.error()));
  return vedette::exit_status(result.error().code);
}
