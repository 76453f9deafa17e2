// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "transform/state.hpp"

namespace vedette {
namespace {

constexpr std::string_view kFormat = "vedette-transform";
constexpr std::int64_t kVersion = 1;

Result<> check_format(const Json& json) {
  const std::string format = VEDETTE_TRY(json_text(json, "format"));
  if (format != kFormat)
    return fail(ErrorCode::malformed, fmt::format("the format is '{}', not '{}'", format, kFormat));
  const std::int64_t version = VEDETTE_TRY(json_integer(json, "version"));
  if (version != kVersion)
    return fail(ErrorCode::unsupported,
                fmt::format("the transform has format version {}, this program reads {}", version,
                            kVersion));
  return {};
}

Result<std::vector<InputColumn>> read_inputs(const Json& json) {
  const Json* items = VEDETTE_TRY(json_array(json, "inputs"));
  std::vector<InputColumn> inputs;
  std::set<std::string> seen;
  for (const Json& item : *items) {
    const std::string name = VEDETTE_TRY(json_text(item, "name"));
    const std::string type = VEDETTE_TRY(json_text(item, "type"));
    if (!seen.insert(name).second)
      return fail(ErrorCode::malformed, fmt::format("input '{}' stands twice", name));
    inputs.push_back({name, VEDETTE_TRY(column_type_from(type))});
  }
  return inputs;
}

Result<std::vector<std::pair<std::string, std::string>>> read_dropped(const Json& json) {
  const Json* items = VEDETTE_TRY(json_array(json, "dropped"));
  std::vector<std::pair<std::string, std::string>> dropped;
  for (const Json& item : *items) {
    const std::string name = VEDETTE_TRY(json_text(item, "name"));
    const std::string reason = VEDETTE_TRY(json_text(item, "reason"));
    dropped.emplace_back(name, reason);
  }
  return dropped;
}

Result<NamedStep> read_step(const Json& json, const Layout& layout) {
  const std::string name = VEDETTE_TRY(json_text(json, "step"));
  const StepEntry* entry = VEDETTE_TRY(find_step(name));
  const Json* fitted = VEDETTE_TRY(json_object(json, "fitted"));
  return NamedStep{name, VEDETTE_TRY(entry->load(*fitted, layout))};
}

/// The outputs are stored for readers of the file; they must be what the steps give.
Result<> check_outputs(const Json& json, const std::vector<std::string>& names) {
  const Json* outputs = VEDETTE_TRY(json_array(json, "outputs"));
  if (*outputs != Json(names))
    return fail(ErrorCode::malformed, "the outputs are not those that the steps give");
  return {};
}

}  // namespace

Json Transform::to_json() const {
  Json inputs = Json::array();
  for (const InputColumn& input : state_->inputs)
    inputs.push_back({{"name", input.name}, {"type", to_string(input.type)}});
  Json steps = Json::array();
  for (const NamedStep& named : state_->steps)
    steps.push_back({{"step", named.name}, {"fitted", named.step->to_json()}});
  Json dropped = Json::array();
  for (const auto& [name, reason] : state_->dropped)
    dropped.push_back({{"name", name}, {"reason", reason}});
  return {{"format", kFormat},   {"version", kVersion}, {"inputs", inputs}, {"steps", steps},
          {"dropped", dropped}, {"outputs", output_names()}};
}

Result<Transform> Transform::from_json(const Json& json) {
  VEDETTE_TRY(check_format(json));
  auto state = std::make_unique<State>();
  state->inputs = VEDETTE_TRY(read_inputs(json));
  state->dropped = VEDETTE_TRY(read_dropped(json));
  state->layout = layout_of(state->inputs);
  const Json* steps = VEDETTE_TRY(json_array(json, "steps"));
  for (const Json& item : *steps) {
    NamedStep step = VEDETTE_TRY(read_step(item, state->layout));
    state->layout = step.step->layout_after(std::move(state->layout));
    state->steps.push_back(std::move(step));
  }
  VEDETTE_TRY(state->finish());
  VEDETTE_TRY(check_outputs(json, *state->output_names));
  return Transform(std::move(state));
}

}  // namespace vedette
