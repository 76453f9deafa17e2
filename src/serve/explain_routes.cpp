// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "score/explain.hpp"
#include "serve/answers.hpp"
#include "serve/refusal.hpp"
#include "serve/routes.hpp"
#include "serve/world.hpp"

namespace vedette {
namespace {

/// The class that the caller wants explained; none: the one that speaks for an attack most.
Result<std::optional<std::size_t>> asked_class(const LiveModel& model, const RequestHead& head) {
  const std::string_view name = head.query_value("class");
  if (name.empty()) return std::optional<std::size_t>();
  const std::vector<std::string>& classes = model.bundle().labels.classes;
  const auto found = std::ranges::find(classes, name);
  if (found == classes.end())
    return fail(ErrorCode::not_found,
                model.name() + " knows no class '" + std::string(name) + "'");
  return std::optional<std::size_t>(static_cast<std::size_t>(found - classes.begin()));
}

Result<Response> explain(const Call& call, std::string_view reference) {
  const LiveModelPtr model = VEDETTE_TRY(call.world.models.find(reference));
  std::string text = call.request.body;
  JsonRowBatch rows = VEDETTE_TRY(model->decode(text, 1));
  if (rows.is_list)
    return fail(ErrorCode::invalid_argument, "one row is explained at a time",
                R"(send {"row": {...}})");
  if (!rows.batch.rejected.empty())
    return refuse_row(call, rows.batch.rejected.front(), rows.pointer);
  const std::optional<std::size_t> cls = VEDETTE_TRY(asked_class(*model, call.request.head));
  const Explainer* explainer = VEDETTE_TRY(model->explainer());
  const std::vector<Explanation> explanations =
      VEDETTE_TRY(explainer->explain(rows.batch.table, cls));
  const std::vector<Prediction> predictions =
      VEDETTE_TRY(predict_batch(model->bundle(), rows.batch));
  Json answer = {{"model", model->name()},
                 {"prediction", parse_json(model->json().line(predictions.front())).value()}};
  answer.update(to_json(explanations.front(), model->bundle()));
  return json_answer(answer);
}

Result<Response> explain_standard(const Call& call) {
  return explain(call, call.request.head.query_value("model"));
}

Result<Response> explain_named(const Call& call) { return explain(call, call.segment("model")); }

Route explain_route(std::string path, std::string id, RouteHandler handle) {
  return {.method = HttpMethod::post,
          .path = std::move(path),
          .id = std::move(id),
          .tag = "Predictions",
          .summary = "Why a row got its score: what each column adds",
          .description =
              "Shapley values: exact for trees and boosting (TreeSHAP) and for linear models, "
              "sampled with a stated error for the rest. `base` and all contributions add up to "
              "`output`, in the unit that the answer names.",
          .scope = Scope::predict,
          .takes = {{"application/json", "ExplainRequest"}},
          .answers = {{200, "", {{"application/json", "Explanation"}}}},
          .body = RequestPlan::Body::memory,
          .max_body = kMiB,
          .handle = handle};
}

}  // namespace

std::vector<Route> explain_routes() {
  std::vector<Route> routes = {
      explain_route("/api/v1/explain", "explain", explain_standard),
      explain_route("/api/v1/models/{model}/explain", "explainWithModel", explain_named)};
  const RouteParameter of_class = {
      .name = "class", .help = "The class to explain; by default the likeliest kind of attack"};
  routes[0].parameters = {{.name = "model", .help = "NAME, NAME@VERSION or NAME@ALIAS"}, of_class};
  routes[1].parameters = {path_parameter("model", "NAME, NAME@VERSION or NAME@ALIAS"),
                          of_class};
  return routes;
}

}  // namespace vedette
