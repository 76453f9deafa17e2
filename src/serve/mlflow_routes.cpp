// SPDX-License-Identifier: Apache-2.0
/// MLflow's scoring protocol, so that whatever talks to a model server of MLflow can talk to this
/// one.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/version.hpp"
#include "data/byte_source.hpp"
#include "http/text.hpp"
#include "ingest/open_records.hpp"
#include "serve/answers.hpp"
#include "serve/mlflow_rows.hpp"
#include "serve/prediction_answers.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

constexpr const char* kTag = "MLflow scoring";
constexpr std::size_t kMostRows = 200'000;
constexpr std::size_t kBatchRows = 8192;
constexpr std::size_t kMostJson = 16 * kMiB;  // a parsed body is ten times as large

/// Predictions as the members of a JSON list.
class PredictionList {
 public:
  PredictionList(const LiveModel& model, ServeWorld& world, MlflowOutput output)
      : model_(model), world_(world), output_(output) {
    for (const std::string& name : model.bundle().labels.classes)
      class_texts_.push_back(dump_json(Json(name)));
  }

  /// Errors: `invalid_argument` naming the row that cannot be scored: a list of predictions has no
  /// place for a reason.
  Result<> add(const Batch& batch) {
    if (!batch.rejected.empty()) return refuse(batch.rejected.front());
    rows_ += batch.table.rows();
    if (rows_ > kMostRows)
      return fail(ErrorCode::too_large, fmt::format("the body has more than {} rows", kMostRows),
                  "POST /api/v1/predict reads and answers CSV as a stream");
    const std::vector<Prediction> predictions =
        VEDETTE_TRY(predict_and_count(model_, world_, batch));
    for (const Prediction& prediction : predictions) append(prediction);
    return {};
  }

  [[nodiscard]] std::string finish() { return "{\"predictions\":[" + std::move(text_) + "]}"; }

 private:
  static tl::unexpected<Error> refuse(const RejectedRow& row) {
    const std::string place = row.column.empty() ? "" : fmt::format(", column '{}'", row.column);
    return fail(ErrorCode::invalid_argument,
                fmt::format("row {}{}: {}", row.row, place, row.message));
  }

  void append(const Prediction& prediction) {
    const Verdict& verdict = *prediction.verdict;
    if (!text_.empty()) text_ += ',';
    switch (output_) {
      case MlflowOutput::label:
        text_ += class_texts_[static_cast<std::size_t>(verdict.cls)];
        return;
      case MlflowOutput::decision:
        text_ += fmt::format("\"{}\"", to_string(verdict.decision));
        return;
      case MlflowOutput::attack_score:
        text_ += fmt::format("{}", verdict.attack_score);
        return;
      case MlflowOutput::scores:
        append_scores(verdict);
        return;
      case MlflowOutput::full:
        model_.json().append_line(prediction, text_);
        text_.pop_back();  // the line's end
        return;
    }
  }

  void append_scores(const Verdict& verdict) {
    for (std::size_t i = 0; i < verdict.scores.size(); ++i)
      text_ += fmt::format("{}{}:{}", i == 0 ? '{' : ',', class_texts_[i], verdict.scores[i]);
    text_ += '}';
  }

  const LiveModel& model_;
  ServeWorld& world_;
  MlflowOutput output_;
  std::vector<std::string> class_texts_;
  std::size_t rows_ = 0;
  std::string text_;
};

Result<std::string> invoke_json(const Call& call, const LiveModel& model) {
  if (call.request.body.size() > kMostJson)
    return fail(ErrorCode::too_large, "a JSON body of more than 16 MiB is not taken", "send CSV");
  MlflowRequest request = VEDETTE_TRY(parse_mlflow_request(call.request.body, model.schema()));
  JsonRowBatch rows = VEDETTE_TRY(model.decode(request.rows, kMostRows));
  PredictionList predictions(model, call.world, request.output);
  VEDETTE_TRY(predictions.add(rows.batch));
  model.recycle(std::move(rows.batch));
  return predictions.finish();
}

Result<std::string> invoke_csv(const Call& call, const LiveModel& model) {
  ByteSource source = VEDETTE_TRY(ByteSource::from_memory(call.request.body, "body"));
  const std::unique_ptr<RecordReader> reader =
      VEDETTE_TRY(open_records(std::move(source), model.schema(), RecordFormat{.name = "csv"}));
  PredictionList predictions(model, call.world, MlflowOutput::label);
  while (std::optional<Batch> batch = VEDETTE_TRY(reader->next(kBatchRows))) {
    VEDETTE_TRY(predictions.add(*batch));
    reader->recycle(std::move(*batch));
  }
  return predictions.finish();
}

/// Why a Content-Type is not taken; its parameters may say the charset, and that only UTF-8.
std::optional<std::string> type_fault(const RequestHead& head) {
  std::string_view rest = head.field("Content-Type");
  const std::string_view type = trimmed(next_part(rest, ';'));
  if (!same_token(type, "application/json") && !same_token(type, "text/csv"))
    return fmt::format("the content types are application/json and text/csv, not '{}'", type);
  while (!rest.empty()) {
    std::string_view value = trimmed(next_part(rest, ';'));
    const std::string_view name = trimmed(next_part(value, '='));
    if (!same_token(name, "charset"))
      return fmt::format("'{}' is no parameter of a content type here", name);
    if (!same_token(trimmed(value), "utf-8")) return "the only charset is UTF-8";
  }
  return std::nullopt;
}

Result<Response> invocations(const Call& call) {
  const RequestHead& head = call.request.head;
  if (const std::optional<std::string> fault = type_fault(head))
    return text_answer(*fault, "text/plain; charset=utf-8", 415);
  const LiveModelPtr model = VEDETTE_TRY(call.world.models.find(head.query_value("model")));
  std::string body = VEDETTE_TRY(media_type(head) == "text/csv" ? invoke_csv(call, *model)
                                                                : invoke_json(call, *model));
  return Response{.content_type = "application/json", .body = std::move(body)};
}

bool model_is_loaded(const RequestHead& head, const PathValues&, const ServeWorld& world) {
  return world.models.ready(head.query_value("model")) != nullptr;
}

Result<Response> ping(const Call& call) {
  const bool well = !call.world.models.loaded().empty() || call.world.models.find("");
  return text_answer("\n", "application/json", well ? 200 : 503);
}

Result<Response> version(const Call&) {
  return text_answer(std::string(program_version()), "text/plain; charset=utf-8");
}

Route ping_route(std::string path, std::string id) {
  return {.path = std::move(path),
          .id = std::move(id),
          .tag = kTag,
          .summary = "Is a model loaded",
          .answers = {{200, "It is", {{"application/json"}}},
                      {503, "There is none, or none that requests get without naming it",
                       {{"application/json"}}}},
          .handle = ping};
}

Route invocations_route() {
  return {.method = HttpMethod::post,
          .path = "/invocations",
          .id = "mlflowInvocations",
          .tag = kTag,
          .summary = "Score rows",
          .description =
              "JSON or CSV. A row that cannot be scored fails the request. `params.output` chooses "
              "what each prediction is: label (the class), decision, attack_score, scores or full.",
          .scope = Scope::predict,
          .parameters = {{.name = "model",
                          .help = "NAME, NAME@VERSION or NAME@ALIAS; without it the server's "
                                  "standard model"}},
          .takes = {{"application/json", "MlflowRequest"}, {"text/csv"}},
          .answers = {{200, "One prediction per row, in order",
                       {{"application/json", "MlflowPredictions"}}},
                      {415, "Another content type, charset or parameter", {{"text/plain"}}}},
          .body = RequestPlan::Body::memory,
          .max_body = 64 * kMiB,
          .quick_body = 4 * kKiB,
          .is_ready = model_is_loaded,
          .handle = invocations};
}

}  // namespace

std::vector<Route> mlflow_routes() {
  std::vector<Route> routes = {invocations_route(), ping_route("/ping", "mlflowPing"),
                               ping_route("/health", "mlflowHealth"),
                               {.path = "/version",
                                .id = "mlflowVersion",
                                .tag = kTag,
                                .summary = "Version of this program",
                                .answers = {{200, "", {{"text/plain"}}}},
                                .where = RequestPlan::Where::inline_,
                                .handle = version}};
  for (Route& route : routes) route.errors = ErrorForm::mlflow;
  return routes;
}

}  // namespace vedette
