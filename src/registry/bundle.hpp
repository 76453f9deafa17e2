// SPDX-License-Identifier: Apache-2.0
/// A bundle: everything needed to score, and the account of how it came to be. An immutable
/// directory of data-only files (docs/formats/bundle.md): no format in it can run code.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>  // the members below need the whole type
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "data/schema.hpp"
#include "evaluate/evaluation.hpp"
#include "evaluate/threshold.hpp"
#include "train/learner.hpp"
#include "transform/transform.hpp"

namespace vedette {

/// What a training run hands over to be kept.
struct Bundle {
  std::string name;                     ///< model name: [a-z0-9][a-z0-9_-]{0,63}
  std::int64_t version = 0;             ///< given by the registry; 0 before that
  TimeNs created_at = 0;
  Schema schema;
  LabelMap labels;                      ///< class names by score column
  Transform transform;
  std::string learner;                  ///< catalogue name
  Json learner_options;
  std::unique_ptr<const Model> model;
  std::optional<Threshold> threshold;   ///< none when no class is benign
  Evaluation evaluation;                ///< on test rows, at the frozen threshold
  Json split;                           ///< method, seed, counts, twins
  Json leaderboard;                     ///< contenders with their validation figures
  Json baselines;                       ///< figures of the baselines on the same test rows
  Json training;                        ///< dataset, content hash, rows, seed, seconds, command
  Json reference;                       ///< sketches of the training columns, for drift
  /// What features add to the model's output: [{feature, importance}], largest first, adding up
  /// to 1; empty where it is not known (also in bundles of older programs).
  Json importance = Json::array();
  Json versions;                        ///< of this program and every library that took part
};

/// Files of a bundle, by name, as they stand in its directory (without the manifest).
struct BundleFiles {
  std::vector<std::pair<std::string, std::string>> files;
};

[[nodiscard]] BundleFiles to_files(const Bundle& bundle);
/// Checks everything before use. Errors: `malformed` (truncated, inconsistent), `unsupported`
/// (made by a newer version, or a learner this build lacks). No input crashes it.
[[nodiscard]] Result<Bundle> bundle_from_files(const BundleFiles& files);

}  // namespace vedette
