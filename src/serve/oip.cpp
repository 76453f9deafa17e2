// SPDX-License-Identifier: Apache-2.0
#include "serve/oip.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "serve/prediction_answers.hpp"
#include "serve/tensor_rows.hpp"

namespace vedette {

std::string oip_reference(std::string_view name, std::string_view version) {
  return version.empty() ? std::string(name) : fmt::format("{}@{}", name, version);
}

Result<LiveModelPtr> oip_model(ServeWorld& world, std::string_view name,
                               std::string_view version) {
  // An empty name would be the standard model, which this protocol does not have.
  if (name.empty()) return fail(ErrorCode::invalid_argument, "the request names no model");
  const std::string reference = oip_reference(name, version);
  if (LiveModelPtr model = world.models.ready(reference)) return model;
  return world.models.find(reference);
}

Result<OipModelFacts> oip_facts(const ServeWorld& world, const LiveModel& model) {
  const Bundle& bundle = model.bundle();
  OipModelFacts facts{.name = bundle.name,
                      .versions = {},
                      .platform = "vedette_" + bundle.learner,
                      .inputs = described_inputs(model.schema()),
                      .outputs = described_outputs(bundle)};
  std::vector<ModelVersion> versions = VEDETTE_TRY(world.registry.list(bundle.name));
  std::ranges::sort(versions, {}, &ModelVersion::version);
  for (const ModelVersion& version : versions)
    facts.versions.push_back(std::to_string(version.version));
  return facts;
}

Result<std::vector<OipIndexEntry>> oip_index(const ServeWorld& world) {
  const std::vector<LiveModelPtr> loaded = world.models.loaded();
  const std::vector<ModelVersion> all = VEDETTE_TRY(world.registry.list());
  std::vector<OipIndexEntry> index;
  for (const ModelVersion& version : all) {
    const bool is_loaded = std::ranges::any_of(loaded, [&](const LiveModelPtr& model) {
      return model->bundle().name == version.name && model->bundle().version == version.version;
    });
    index.push_back({version.name, std::to_string(version.version),
                     is_loaded ? "in memory" : "read into memory when first asked"});
  }
  return index;
}

Error oip_unload_refusal(std::string_view name) {
  return {.code = ErrorCode::invalid_argument,
          .message = fmt::format("'{}' was not unloaded: whatever is in the registry can be asked",
                                 name),
          .hint = "remove the version from the registry, or let an alias point elsewhere"};
}

Result<std::vector<Tensor>> infer(const LiveModel& model, ServeWorld& world,
                                  std::span<const Tensor> inputs,
                                  const std::vector<std::string>& wanted) {
  const Bundle& bundle = model.bundle();
  std::vector<std::string> names = wanted;
  if (names.empty())
    for (const Tensor& output : described_outputs(bundle)) names.push_back(output.name);
  // A misspelt output should cost no scoring, and not be counted as rows predicted.
  for (const std::string& name : names) VEDETTE_TRY(output_tensor(bundle, {}, name));
  const Batch batch = VEDETTE_TRY(batch_from_tensors(model.schema(), inputs));
  const std::vector<Prediction> predictions = VEDETTE_TRY(predict_and_count(model, world, batch));
  std::vector<Tensor> outputs;
  for (const std::string& name : names)
    outputs.push_back(VEDETTE_TRY(output_tensor(bundle, predictions, name)));
  return outputs;
}

std::optional<float> oip_threshold(const LiveModel& model) {
  if (!model.bundle().threshold) return std::nullopt;
  return static_cast<float>(model.bundle().threshold->value);
}

}  // namespace vedette
