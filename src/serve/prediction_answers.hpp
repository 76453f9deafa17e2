// SPDX-License-Identifier: Apache-2.0
/// Verdicts as answers: one JSON object for rows that came as JSON, a stream for everything else.
/// Both call what `vedette predict` calls, and write what it writes.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "data/records.hpp"
#include "http/message.hpp"
#include "serve/live_models.hpp"
#include "serve/world.hpp"

namespace vedette {

enum class PredictionForm { json, csv, jsonl };
/// By the Accept field; JSON where it does not say.
[[nodiscard]] PredictionForm prediction_form(const RequestHead& head);
[[nodiscard]] std::string_view content_type_of(PredictionForm form);

/// Verdicts of a batch, counted and remembered with the model: the one way from any request to
/// `predict_batch()`. Errors: those of `score()`.
[[nodiscard]] Result<std::vector<Prediction>> predict_and_count(
    const LiveModel& model, ServeWorld& world, const Batch& batch,
    const std::vector<std::string>& keep = {});

/// What a verdict is to come with.
struct PredictionExtras {
  std::vector<std::string> keep{};  ///< columns of the input to repeat
  std::size_t reasons = 0;          ///< of an attack, so many of the largest contributions
};

struct PredictionAnswer {
  const LiveModel& model;
  ServeWorld& world;
  const PredictionExtras& extras;

  /// `{"model", "threshold", "predictions": [...], "rejected"}` for one batch.
  /// Errors: those of `score()`.
  [[nodiscard]] Result<std::string> json(const Batch& batch) const;
  /// The same for a list that has not been decoded yet. Long ones are decoded, scored and written
  /// by all threads; a row's verdict does not depend on that.
  [[nodiscard]] Result<std::string> json(const JsonRowList& list) const;
  /// As json(), of a list from `JsonRows::guess()`; nullopt where the guess was wrong, before
  /// anything is scored or counted.
  [[nodiscard]] Result<std::optional<std::string>> json_of_guess(const JsonRowList& list) const;

 private:
  /// Some of the predictions, as members of the list.
  struct Part {
    std::string members;
    std::size_t rejected = 0;
  };
  [[nodiscard]] Result<Batch> slice_of(const JsonRowList& list, std::size_t number) const;
  [[nodiscard]] Result<Part> part(const Batch& batch) const;
  [[nodiscard]] Result<Part> used_up(Batch batch) const;  ///< as part(); its memory is used again
  [[nodiscard]] std::string whole(std::span<const Part> parts) const;
};

/// Reads, scores and writes batch by batch while the answer is sent. `file` is kept until then.
[[nodiscard]] std::unique_ptr<BodyStream> stream_predictions(LiveModelPtr model,
                                                             std::unique_ptr<RecordReader> reader,
                                                             PredictionExtras extras,
                                                             PredictionForm form, ServeWorld& world,
                                                             std::shared_ptr<TemporaryFile> file);

}  // namespace vedette
