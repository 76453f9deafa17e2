// SPDX-License-Identifier: Apache-2.0
#include "serve/prediction_answers.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/json.hpp"
#include "serve/answers.hpp"

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

constexpr std::size_t kBatchRows = 2048;  ///< small enough that the first verdicts come soon

std::uint64_t attacks_in(std::span<const Prediction> predictions) {
  std::uint64_t attacks = 0;
  for (const Prediction& prediction : predictions)
    if (prediction.verdict && prediction.verdict->decision == Decision::attack) ++attacks;
  return attacks;
}

std::string head_of(const LiveModel& model) {
  const Bundle& bundle = model.bundle();
  const std::string threshold =
      bundle.threshold ? fmt::format("{}", static_cast<float>(bundle.threshold->value)) : "null";
  return fmt::format("{{\"model\":\"{}\",\"threshold\":{},\"predictions\":[", model.name(),
                     threshold);
}

/// Lines of the writer, without their line ends, as members of a list.
void append_members(std::string& text, const PredictionWriter& writer,
                    std::span<const Prediction> predictions, bool is_first) {
  for (const Prediction& prediction : predictions) {
    if (!is_first) text += ',';
    is_first = false;
    text += writer.line(prediction);
    text.pop_back();
  }
}

class PredictionBody final : public BodyStream {
 public:
  PredictionBody(LiveModelPtr model, std::unique_ptr<RecordReader> reader,
                 std::vector<std::string> keep, PredictionForm form, ServeWorld& world,
                 std::shared_ptr<TemporaryFile> file)
      : file_(std::move(file)),
        model_(std::move(model)),
        reader_(std::move(reader)),
        keep_(std::move(keep)),
        form_(form),
        world_(world),
        writer_(model_->bundle(),
                form == PredictionForm::csv ? PredictionWriter::Format::csv
                                            : PredictionWriter::Format::jsonl,
                keep_) {}

  Result<std::string> next() override {
    std::string text;
    if (!started_) text = form_ == PredictionForm::json ? head_of(*model_) : writer_.header();
    const bool is_first = !started_;
    started_ = true;
    while (!ended_) {
      std::optional<Batch> batch = VEDETTE_TRY(reader_->next(kBatchRows));
      if (!batch) {
        ended_ = true;
        if (form_ == PredictionForm::json) text += fmt::format("],\"rejected\":{}}}\n", rejected_);
        break;
      }
      VEDETTE_TRY(append(*batch, text, is_first));
      reader_->recycle(std::move(*batch));
      if (!text.empty()) break;
    }
    return text;
  }

 private:
  Result<> append(const Batch& batch, std::string& text, bool is_first) {
    const std::vector<Prediction> predictions =
        VEDETTE_TRY(predict_and_count(*model_, world_, batch, keep_));
    rejected_ += batch.rejected.size();
    if (form_ == PredictionForm::json) {
      append_members(text, writer_, predictions, is_first);
      return {};
    }
    for (const Prediction& prediction : predictions) text += writer_.line(prediction);
    return {};
  }

  std::shared_ptr<TemporaryFile> file_;
  LiveModelPtr model_;
  std::unique_ptr<RecordReader> reader_;
  std::vector<std::string> keep_;
  PredictionForm form_;
  ServeWorld& world_;
  PredictionWriter writer_;
  std::uint64_t rejected_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

}  // namespace

Result<std::vector<Prediction>> predict_and_count(const LiveModel& model, ServeWorld& world,
                                                  const Batch& batch,
                                                  const std::vector<std::string>& keep) {
  std::vector<Prediction> predictions = VEDETTE_TRY(predict_batch(model.bundle(), batch, keep));
  model.note(batch, predictions);
  world.metrics.traffic().count_rows(world.clock(), predictions.size(), attacks_in(predictions),
                                     batch.rejected.size());
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

Result<std::string> PredictionAnswer::json(const Batch& batch) const {
  const std::vector<Prediction> predictions =
      VEDETTE_TRY(predict_and_count(model, world, batch, keep));
  std::string text = head_of(model);
  if (keep.empty()) {
    append_members(text, model.json(), predictions, true);
  } else {
    const PredictionWriter writer(model.bundle(), PredictionWriter::Format::jsonl, keep);
    append_members(text, writer, predictions, true);
  }
  fmt::format_to(std::back_inserter(text), "],\"rejected\":{}}}", batch.rejected.size());
  return text;
}

std::unique_ptr<BodyStream> stream_predictions(LiveModelPtr model,
                                               std::unique_ptr<RecordReader> reader,
                                               std::vector<std::string> keep, PredictionForm form,
                                               ServeWorld& world,
                                               std::shared_ptr<TemporaryFile> file) {
  return std::make_unique<PredictionBody>(std::move(model), std::move(reader), std::move(keep),
                                          form, world, std::move(file));
}

}  // namespace vedette
