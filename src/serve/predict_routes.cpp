// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "data/byte_source.hpp"
#include "ingest/open_records.hpp"
#include "serve/answers.hpp"
#include "serve/prediction_answers.hpp"
#include "serve/refusal.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostJsonRows = 200'000;
constexpr std::size_t kMostGuessedRows = 20'000;  ///< they are held in memory together
constexpr std::size_t kLargestJson = 64 * kMiB;

/// Columns of the input to repeat beside each verdict. Errors: `not_found`.
Result<std::vector<std::string>> kept_columns(const LiveModel& model, const RequestHead& head) {
  std::vector<std::string> keep;
  for (const auto& [name, value] : head.query) {
    if (name != "keep") continue;
    if (std::ranges::find(model.schema().columns, value, &ColumnSpec::name) ==
        model.schema().columns.end())
      return fail(ErrorCode::not_found,
                  fmt::format("{} knows no column '{}'", model.name(), value));
    keep.push_back(value);
  }
  return keep;
}

constexpr std::int64_t kMostReasons = 50;

Result<PredictionExtras> extras_of(const LiveModel& model, const RequestHead& head) {
  PredictionExtras extras;
  if (head.query.empty()) return extras;
  extras.keep = VEDETTE_TRY(kept_columns(model, head));
  const std::int64_t reasons = VEDETTE_TRY(query_integer(head, "explain", 0, 0, kMostReasons));
  extras.reasons = static_cast<std::size_t>(reasons);
  return extras;
}

Result<std::string> json_text_of(const TemporaryFile& file) {
  Result<std::string> text = read_file(file.path(), kLargestJson);
  if (!text && text.error().code == ErrorCode::too_large)
    return fail(ErrorCode::too_large, "a JSON body of this size is not taken",
                "send CSV or JSON Lines, which are read as a stream");
  return text;
}

Response json_text(BodyParts body) {
  return {.content_type = "application/json", .body = std::move(body)};
}

/// A row by itself that cannot be read is a problem of the request.
Result<Response> predict_row(const Call& call, const PredictionAnswer& answer, Batch row,
                             const std::string& pointer) {
  if (!row.rejected.empty()) return refuse_row(call, row.rejected.front(), pointer);
  BodyParts body = VEDETTE_TRY(answer.json(row));
  answer.model.recycle(std::move(row));
  return json_text(std::move(body));
}

Result<Response> predict_json(const Call& call, const LiveModel& model) {
  const PredictionExtras extras = VEDETTE_TRY(extras_of(model, call.request.head));
  std::string& text = call.request.body;
  // A body whose length is not known beforehand (chunked, packed) has come into a file.
  if (call.request.file) text = VEDETTE_TRY(json_text_of(*call.request.file));
  const PredictionAnswer answer{model, call.world, extras};
  if (const std::optional<JsonRowList> guess = JsonRows::guess(text, kMostGuessedRows)) {
    if (!guess->is_list) {
      if (Result<Batch> row = model.decode(*guess, 0, 1))
        return predict_row(call, answer, std::move(*row), guess->pointer);
    } else if (std::optional<BodyParts> body = VEDETTE_TRY(answer.json_of_guess(*guess))) {
      return json_text(std::move(*body));
    }
  }
  const JsonRowList list = VEDETTE_TRY(model.split(text, kMostJsonRows));
  if (list.is_list) return json_text(VEDETTE_TRY(answer.json(list)));
  return predict_row(call, answer, VEDETTE_TRY(model.decode(list, 0, 1)), list.pointer);
}

/// The body as a stream of rows, wherever it is.
Result<ByteSource> source_of(Request& request) {
  if (request.file) return ByteSource::open(request.file->path().string());
  return ByteSource::from_memory(std::move(request.body), "body");
}

/// CSV, JSON Lines, captures, and whatever else `vedette predict` reads.
Result<Response> predict_stream(const Call& call, LiveModelPtr model) {
  PredictionExtras extras = VEDETTE_TRY(extras_of(*model, call.request.head));
  ByteSource source = VEDETTE_TRY(source_of(call.request));
  std::unique_ptr<RecordReader> reader =
      VEDETTE_TRY(open_records(std::move(source), model->schema(), RecordFormat{}));
  const PredictionForm form = prediction_form(call.request.head);
  Response response{.content_type = std::string(content_type_of(form))};
  response.body = VEDETTE_TRY(stream_predictions(std::move(model), std::move(reader),
                                                 std::move(extras), form, call.world,
                                                 call.request.file));
  return response;
}

bool is_json(const RequestHead& head) {
  if (head.field("Content-Type") == "application/json") return true;  // almost always
  const std::string type = media_type(head);
  return type == "application/json" || type.empty();
}

Result<Response> predict(const Call& call, std::string_view reference) {
  LiveModelPtr model = call.world.models.ready(reference);
  if (!model) model = VEDETTE_TRY(call.world.models.find(reference));
  if (is_json(call.request.head)) return predict_json(call, *model);
  return predict_stream(call, std::move(model));
}

Result<Response> predict_standard(const Call& call) {
  return predict(call, call.request.head.query_value("model"));
}

Result<Response> predict_named(const Call& call) { return predict(call, call.segment("model")); }

/// What may be long is not for the threads of the network: reasons take many times as long as
/// verdicts, and a small body of another form may be packed (which shows in its first bytes) and
/// become of any size.
bool may_be_long(const RequestHead& head) {
  return !head.query_value("explain").empty() || !is_json(head);
}

bool standard_is_quick(const RequestHead& head, const PathValues&, const ServeWorld& world) {
  return !may_be_long(head) && world.models.ready(head.query_value("model")) != nullptr;
}

bool named_is_quick(const RequestHead& head, const PathValues& path, const ServeWorld& world) {
  return !may_be_long(head) && world.models.ready(path.front().second) != nullptr;
}

std::vector<RouteBody> request_forms() {
  return {{"application/json", "PredictRequest"},
          {"text/csv"},
          {"application/x-ndjson"},
          {"application/vnd.tcpdump.pcap"}};
}

std::vector<RouteAnswer> prediction_forms() {
  return {{.status = 200,
           .help = "Verdicts in the order of the rows; rows that could not be read are in their "
                   "places, with the reason",
           .forms = {{"application/json", "Predictions"},
                     {"text/csv"},
                     {"application/x-ndjson", "Prediction"}}}};
}

const RouteParameter kKeep = {.name = "keep",
                              .help = "Column of the input to repeat beside each verdict",
                              .repeats = true};
const RouteParameter kExplain = {.name = "explain",
                                 .type = "integer",
                                 .help = "With each attack the N columns that speak most for or "
                                         "against it (not in CSV)"};

Route predict_route(std::string path, std::string id, decltype(Route::is_ready) is_ready,
                    RouteHandler handle) {
  return {.method = HttpMethod::post,
          .path = std::move(path),
          .id = std::move(id),
          .tag = "Predictions",
          .summary = "Score rows, flows of a capture, or records of another tool",
          .description =
              "JSON is answered as a whole; every other form is read and answered as a stream, in "
              "the same words as `vedette predict` writes. The form of the answer follows Accept: "
              "JSON, CSV or JSON Lines.",
          .scope = Scope::predict,
          .takes = request_forms(),
          .answers = prediction_forms(),
          .body = RequestPlan::Body::spool,
          .max_body = kGiB,
          .where = RequestPlan::Where::worker,
          .memory_body = kLargestJson,
          .quick_body = 4 * kKiB,
          .is_ready = is_ready,
          .handle = handle};
}

}  // namespace

std::vector<Route> predict_routes() {
  std::vector<Route> routes = {
      predict_route("/api/v1/predict", "predict", standard_is_quick, predict_standard),
      predict_route("/api/v1/models/{model}/predict", "predictWithModel", named_is_quick,
                    predict_named)};
  routes[0].parameters = {{.name = "model",
                           .help = "NAME, NAME@VERSION or NAME@ALIAS; may be left out where there "
                                   "is one model only, or the server has a standard one"},
                          kKeep, kExplain};
  routes[1].parameters = {path_parameter("model", "NAME, NAME@VERSION or NAME@ALIAS"),
                          kKeep, kExplain};
  return routes;
}

}  // namespace vedette
