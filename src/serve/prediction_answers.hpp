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
  [[nodiscard]] Result<BodyParts> json(const Batch& batch) const;
  /// The same for a list that has not been decoded yet. Long ones are decoded, scored and written
  /// by all threads; a row's verdict does not depend on that.
  [[nodiscard]] Result<BodyParts> json(const JsonRowList& list) const;
  /// As json(), of a list from `JsonRows::guess()`; nullopt where the guess was wrong, and nothing
  /// is counted then.
  [[nodiscard]] Result<std::optional<BodyParts>> json_of_guess(const JsonRowList& list) const;
};

/// Reads, scores and writes batch by batch, with all threads. Up to about a mebibyte of verdicts is
/// an answer that is whole; what is longer is made while it is sent, and `file` is kept until then.
/// Errors: those of the reader and of score(), of what comes with the first piece; later ones end
/// the body after the verdicts that came before.
[[nodiscard]] Result<AnyBody> stream_predictions(LiveModelPtr model,
                                                 std::unique_ptr<RecordReader> reader,
                                                 PredictionExtras extras, PredictionForm form,
                                                 ServeWorld& world,
                                                 std::shared_ptr<TemporaryFile> file);

}  // namespace vedette
