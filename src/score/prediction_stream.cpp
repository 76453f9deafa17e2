// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "score/score.hpp"

namespace vedette {
namespace {

std::vector<std::string> kept_of(const Table& table, std::size_t row,
                                 const std::vector<std::string>& keep) {
  std::vector<std::string> kept;
  for (const std::string& name : keep) {
    const Column* column = table.find(name);
    kept.push_back(column == nullptr ? std::string() : column->text(row));
  }
  return kept;
}

}  // namespace

VerdictCounts counts_of(std::span<const Prediction> predictions) {
  std::uint64_t by_decision[3] = {0, 0, 0};
  std::uint64_t rejected = 0;
  for (const Prediction& prediction : predictions)
    if (prediction.verdict)
      ++by_decision[static_cast<std::size_t>(prediction.verdict->decision)];
    else
      ++rejected;
  return {.benign = by_decision[static_cast<std::size_t>(Decision::benign)],
          .attack = by_decision[static_cast<std::size_t>(Decision::attack)],
          .abstain = by_decision[static_cast<std::size_t>(Decision::abstain)],
          .rejected = rejected};
}

Result<std::vector<Prediction>> predict_batch(const Bundle& bundle, const Batch& batch,
                                              const std::vector<std::string>& keep, int threads) {
  std::vector<Prediction> predictions;
  predictions.reserve(batch.row_numbers.size() + batch.rejected.size());
  if (!batch.row_numbers.empty()) {
    std::vector<Verdict> verdicts = VEDETTE_TRY(score(bundle, batch.table, threads));
    check(verdicts.size() == batch.row_numbers.size(), "a batch numbers each of its rows");
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
      verdicts[i].row = batch.row_numbers[i];
      predictions.push_back({batch.row_numbers[i], std::move(verdicts[i])});
      if (!keep.empty()) predictions.back().kept = kept_of(batch.table, i, keep);
    }
  }
  for (const RejectedRow& row : batch.rejected)
    predictions.push_back({row.row, std::nullopt, std::make_shared<const RejectedRow>(row)});
  if (!batch.rejected.empty()) std::ranges::stable_sort(predictions, {}, &Prediction::row);
  return predictions;
}

PredictionStream::PredictionStream(std::shared_ptr<const Bundle> bundle,
                                   std::unique_ptr<RecordReader> reader,
                                   std::vector<std::string> keep)
    : bundle_(std::move(bundle)), reader_(std::move(reader)), keep_(std::move(keep)) {}

Result<std::vector<Prediction>> PredictionStream::next(std::size_t max_rows) {
  for (;;) {
    std::optional<Batch> batch = VEDETTE_TRY(reader_->next(max_rows));
    if (!batch) return std::vector<Prediction>();
    std::vector<Prediction> predictions =
        VEDETTE_TRY(predict_batch(*bundle_, *batch, keep_));
    reader_->recycle(std::move(*batch));
    // An empty answer would be taken for the end of the input.
    if (!predictions.empty()) return predictions;
  }
}

}  // namespace vedette
