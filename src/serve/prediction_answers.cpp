// SPDX-License-Identifier: Apache-2.0
#include "serve/prediction_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json.hpp"
#include "base/number_text.hpp"
#include "base/parallel.hpp"
#include "serve/answers.hpp"

namespace vedette {
namespace {

constexpr std::size_t kBatchRows = 4096;  ///< small enough that the first verdicts come soon
constexpr std::size_t kRowsPerSlice = 512;  ///< of a list that several threads share

std::uint64_t attacks_in(std::span<const Prediction> predictions) {
  std::uint64_t attacks = 0;
  for (const Prediction& prediction : predictions)
    if (prediction.verdict && prediction.verdict->decision == Decision::attack) ++attacks;
  return attacks;
}

void note(const LiveModel& model, ServeWorld& world, const Batch& batch,
          std::span<const Prediction> predictions) {
  model.note(batch, predictions);
  world.metrics.traffic().count_rows(world.clock(), predictions.size(), attacks_in(predictions),
                                     batch.rejected.size());
}

std::string head_of(const LiveModel& model) {
  const Bundle& bundle = model.bundle();
  const std::string threshold =
      bundle.threshold ? fmt::format("{}", static_cast<float>(bundle.threshold->value)) : "null";
  return fmt::format("{{\"model\":\"{}\",\"threshold\":{},\"predictions\":[", model.name(),
                     threshold);
}

/// Why the attacks of a batch are ones: a JSON list per prediction, empty for all others.
Result<std::vector<std::string>> reasons_of(const LiveModel& model, const Batch& batch,
                                            std::span<const Prediction> predictions,
                                            std::size_t most) {
  std::vector<std::string> reasons(predictions.size());
  std::vector<std::uint32_t> rows;        // of the table
  std::vector<std::size_t> places;        // among the predictions
  std::uint32_t row = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    if (!predictions[i].verdict) continue;
    if (predictions[i].verdict->decision == Decision::attack) {
      rows.push_back(row);
      places.push_back(i);
    }
    ++row;
  }
  if (rows.empty()) return reasons;
  const Explainer* explainer = VEDETTE_TRY(model.explainer());
  const std::vector<Explanation> all = VEDETTE_TRY(explainer->explain(batch.table.select(rows)));
  for (std::size_t i = 0; i < all.size(); ++i)
    reasons[places[i]] = dump_json(to_json(all[i], model.bundle(), most)["features"]);
  return reasons;
}

/// The lines of predictions, one by one, without their line ends.
class LineMaker {
 public:
  LineMaker(const LiveModel& model, const PredictionWriter& writer, std::size_t reasons)
      : model_(model), writer_(writer), most_reasons_(reasons) {}

  Result<> start(const Batch& batch, std::span<const Prediction> predictions) {
    if (most_reasons_ == 0) return {};
    reasons_ = VEDETTE_TRY(reasons_of(model_, batch, predictions, most_reasons_));
    return {};
  }
  void append(const Prediction& prediction, std::size_t number, std::string& text) const {
    writer_.append_line(prediction, text);
    text.pop_back();
    if (reasons_.empty() || reasons_[number].empty()) return;
    text.pop_back();  // the closing brace
    text += ",\"reasons\":" + reasons_[number] + "}";
  }

 private:
  const LiveModel& model_;
  const PredictionWriter& writer_;
  std::size_t most_reasons_;
  std::vector<std::string> reasons_;  ///< of the batch at hand
};

/// The results of jobs 0 to `count`, or the first error.
template <class T, class Work>
Result<std::vector<T>> side_by_side(std::size_t count, int threads, const Work& work) {
  std::vector<std::optional<Result<T>>> outcomes(count);
  parallel_for(count, threads, [&](std::size_t job) { outcomes[job] = work(job); });
  std::vector<T> all;
  all.reserve(count);
  for (std::optional<Result<T>>& outcome : outcomes)
    all.push_back(VEDETTE_TRY(std::move(*outcome)));
  return all;
}

std::size_t slices_of(const JsonRowList& list) {
  return std::max<std::size_t>(1, list.rows.size() / kRowsPerSlice);
}

class PredictionBody final : public BodyStream {
 public:
  PredictionBody(LiveModelPtr model, std::unique_ptr<RecordReader> reader,
                 PredictionExtras extras, PredictionForm form, ServeWorld& world,
                 std::shared_ptr<TemporaryFile> file)
      : file_(std::move(file)),
        model_(std::move(model)),
        reader_(std::move(reader)),
        extras_(std::move(extras)),
        form_(form),
        world_(world),
        writer_(model_->bundle(),
                form == PredictionForm::csv ? PredictionWriter::Format::csv
                                            : PredictionWriter::Format::jsonl,
                extras_.keep),
        // CSV has one shape for all lines; reasons have no column in it.
        lines_(*model_, writer_, form == PredictionForm::csv ? 0 : extras_.reasons) {}

  Result<std::string> next() override {
    std::string text;
    if (!started_) text = form_ == PredictionForm::json ? head_of(*model_) : writer_.header();
    const bool is_first = !started_;
    started_ = true;
    while (!ended_) {
      std::optional<Batch> batch = VEDETTE_TRY(take_batch());
      if (!batch) {
        ended_ = true;
        if (form_ == PredictionForm::json) text += fmt::format("],\"rejected\":{}}}\n", rejected_);
        break;
      }
      VEDETTE_TRY(append_and_read_on(*batch, text, is_first));
      reader_->recycle(std::move(*batch));
      if (!text.empty()) break;
    }
    return text;
  }

 private:
  Result<std::optional<Batch>> take_batch() {
    if (!ahead_) return reader_->next(kBatchRows);
    Result<std::optional<Batch>> batch = std::move(*ahead_);
    ahead_.reset();
    return batch;
  }

  /// Where more is likely to come it is read while this batch is scored.
  Result<> append_and_read_on(const Batch& batch, std::string& text, bool is_first) {
    const bool is_full = batch.row_numbers.size() + batch.rejected.size() >= kBatchRows;
    if (!is_full || world_.threads < 2) return append(batch, text, is_first);
    Result<> appended;
    parallel_for(2, 2, [&](std::size_t job) {
      if (job == 0)
        appended = append(batch, text, is_first);
      else
        ahead_ = reader_->next(kBatchRows);
    });
    return appended;
  }

  Result<> append(const Batch& batch, std::string& text, bool is_first) {
    const std::vector<Prediction> predictions =
        VEDETTE_TRY(predict_batch(model_->bundle(), batch, extras_.keep, world_.threads));
    note(*model_, world_, batch, predictions);
    rejected_ += batch.rejected.size();
    VEDETTE_TRY(lines_.start(batch, predictions));
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      if (form_ == PredictionForm::json && !(is_first && i == 0)) text += ',';
      lines_.append(predictions[i], i, text);
      if (form_ != PredictionForm::json) text += '\n';
    }
    return {};
  }

  std::shared_ptr<TemporaryFile> file_;
  LiveModelPtr model_;
  std::unique_ptr<RecordReader> reader_;
  PredictionExtras extras_;
  PredictionForm form_;
  ServeWorld& world_;
  PredictionWriter writer_;
  LineMaker lines_;
  std::uint64_t rejected_ = 0;
  bool started_ = false;
  bool ended_ = false;
  std::optional<Result<std::optional<Batch>>> ahead_{};  ///< read already
};

}  // namespace

Result<std::vector<Prediction>> predict_and_count(const LiveModel& model, ServeWorld& world,
                                                  const Batch& batch,
                                                  const std::vector<std::string>& keep) {
  std::vector<Prediction> predictions = VEDETTE_TRY(predict_batch(model.bundle(), batch, keep));
  note(model, world, batch, predictions);
  return predictions;
}

PredictionForm prediction_form(const RequestHead& head) {
  if (accepts(head, "text/csv")) return PredictionForm::csv;
  if (accepts(head, "application/x-ndjson")) return PredictionForm::jsonl;
  return PredictionForm::json;
}

std::string_view content_type_of(PredictionForm form) {
  switch (form) {
    case PredictionForm::csv:
      return "text/csv; charset=utf-8";
    case PredictionForm::jsonl:
      return "application/x-ndjson";
    case PredictionForm::json:
      break;
  }
  return "application/json";
}

Result<PredictionAnswer::Part> PredictionAnswer::part(const Batch& batch) const {
  const std::vector<Prediction> predictions =
      VEDETTE_TRY(predict_batch(model.bundle(), batch, extras.keep));
  note(model, world, batch, predictions);
  std::optional<PredictionWriter> own;  // the model's has no kept columns
  if (!extras.keep.empty())
    own.emplace(model.bundle(), PredictionWriter::Format::jsonl, extras.keep);
  LineMaker lines(model, own ? *own : model.json(), extras.reasons);
  VEDETTE_TRY(lines.start(batch, predictions));
  Part made{.members = {}, .rejected = batch.rejected.size()};
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    if (i > 0) made.members += ',';
    lines.append(predictions[i], i, made.members);
  }
  return made;
}

Result<PredictionAnswer::Part> PredictionAnswer::used_up(Batch batch) const {
  Result<Part> made = part(batch);
  model.recycle(std::move(batch));
  return made;
}

std::string PredictionAnswer::whole(std::span<const Part> parts) const {
  std::string text = head_of(model);
  std::size_t rejected = 0;
  for (const Part& one : parts) {
    if (&one != parts.data()) text += ',';
    text += one.members;
    rejected += one.rejected;
  }
  text += "],\"rejected\":";
  append_number(text, rejected);
  return text += '}';
}

Result<std::string> PredictionAnswer::json(const Batch& batch) const {
  const Part only = VEDETTE_TRY(part(batch));
  return whole({&only, 1});
}

Result<Batch> PredictionAnswer::slice_of(const JsonRowList& list, std::size_t number) const {
  const std::size_t count = slices_of(list);
  const std::size_t first = list.rows.size() * number / count;
  return model.decode(list, first, list.rows.size() * (number + 1) / count - first);
}

Result<std::string> PredictionAnswer::json(const JsonRowList& list) const {
  const auto one = [&](std::size_t number) -> Result<Part> {
    Batch batch = VEDETTE_TRY(slice_of(list, number));
    return used_up(std::move(batch));
  };
  return whole(VEDETTE_TRY(side_by_side<Part>(slices_of(list), world.threads, one)));
}

Result<std::optional<std::string>> PredictionAnswer::json_of_guess(const JsonRowList& list) const {
  const std::size_t count = slices_of(list);
  // All are decoded before any is scored and counted: the guess may turn out to be wrong.
  Result<std::vector<Batch>> batches = side_by_side<Batch>(
      count, world.threads, [&](std::size_t number) { return slice_of(list, number); });
  if (!batches) return std::nullopt;
  const auto one = [&](std::size_t number) { return used_up(std::move((*batches)[number])); };
  return whole(VEDETTE_TRY(side_by_side<Part>(count, world.threads, one)));
}

std::unique_ptr<BodyStream> stream_predictions(LiveModelPtr model,
                                               std::unique_ptr<RecordReader> reader,
                                               PredictionExtras extras, PredictionForm form,
                                               ServeWorld& world,
                                               std::shared_ptr<TemporaryFile> file) {
  return std::make_unique<PredictionBody>(std::move(model), std::move(reader), std::move(extras),
                                          form, world, std::move(file));
}

}  // namespace vedette
