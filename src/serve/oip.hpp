// SPDX-License-Identifier: Apache-2.0
/// What the Open Inference Protocol v2 asks of a server, apart from how it travels: HTTP and gRPC
/// both answer with these.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "serve/live_models.hpp"
#include "serve/tensors.hpp"
#include "serve/world.hpp"

namespace vedette {

inline constexpr std::string_view kOipServerName = "vedette";
/// Largest request, in either transport.
inline constexpr std::size_t kMostOipBytes = std::size_t{64} << 20;

/// `NAME`, or `NAME@VERSION` where a version is given.
[[nodiscard]] std::string oip_reference(std::string_view name, std::string_view version);
/// The model of that name (its champion), or that version or alias of it. Errors: those of
/// `LiveModels::find()`.
[[nodiscard]] Result<LiveModelPtr> oip_model(ServeWorld& world, std::string_view name,
                                             std::string_view version);

struct OipModelFacts {
  std::string name;
  std::vector<std::string> versions;  ///< all there are, oldest first
  std::string platform;               ///< `vedette_` and the learner
  std::vector<Tensor> inputs;         ///< described
  std::vector<Tensor> outputs;
};
/// Errors: those of the registry.
[[nodiscard]] Result<OipModelFacts> oip_facts(const ServeWorld& world, const LiveModel& model);

/// One version in the registry: all of them can be asked.
struct OipIndexEntry {
  std::string name;
  std::string version;
  std::string reason;  ///< where it is now
};
[[nodiscard]] Result<std::vector<OipIndexEntry>> oip_index(const ServeWorld& world);

/// Always an error, which says why and what to do instead: as long as a version is in the registry,
/// it can be asked.
[[nodiscard]] Error oip_unload_refusal(std::string_view name);

/// Scores the rows in `inputs` and gives the wanted outputs, or all. Errors: those of
/// `batch_from_tensors()`, `output_tensor()` and `score()`.
[[nodiscard]] Result<std::vector<Tensor>> infer(const LiveModel& model, ServeWorld& world,
                                                std::span<const Tensor> inputs,
                                                const std::vector<std::string>& wanted);

/// The model's threshold, as responses tell it.
[[nodiscard]] std::optional<float> oip_threshold(const LiveModel& model);

}  // namespace vedette
