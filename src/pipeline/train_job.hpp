// SPDX-License-Identifier: Apache-2.0
/// From a stored data set to a published model version.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/options.hpp"
#include "base/progress.hpp"
#include "registry/registry.hpp"
#include "select/select.hpp"
#include "store/datasets.hpp"
#include "validate/validate.hpp"

namespace vedette {

/// The option table of training: from it come the flags of `vedette train` and the keys of the
/// `train` section of a pipeline file.
[[nodiscard]] std::span<const OptionSpec> train_option_table();

/// Checked values for that table. A given `max_fpr` or `threshold_value` also sets `threshold` to
/// the policy it belongs to. Errors: `invalid_argument`.
[[nodiscard]] Result<Options> make_train_options(Json given);

struct TrainJob {
  std::string dataset;
  std::string model;
  std::string test_dataset{};  ///< when given: test rows are all of that data set
  Options options{};           ///< from `make_train_options()`
  Json learner_options{};      ///< object: learner name -> fixed options, or null
  std::string command{};       ///< for the record: how this was started
};

/// The words of a list separated by commas, without surrounding blanks.
[[nodiscard]] std::vector<std::string> split_list(std::string_view commas);

/// Errors: `invalid_argument` with what is wrong.
[[nodiscard]] Result<SelectOptions> select_options(const TrainJob& job, const Schema& schema);

struct TrainOutcome {
  ModelVersion version;
  Split split;
  bool search_cut_short = false;
  std::vector<std::string> notes;  ///< sentences for the report
  Evaluation evaluation;
  Json leaderboard;
  Json baselines;
  Json report;  ///< the object that `train --json` ends with
};

/// Loads, validates, selects, adds the previous champion's figures on the same test rows, and
/// publishes. Errors: `schema_mismatch` listing validation errors that were not accepted.
[[nodiscard]] Result<TrainOutcome> train_model(Datasets& datasets, Registry& registry,
                                               const TrainJob& job, const Clock& clock,
                                               const WorkContext& work, std::stop_token abort);

/// Versions of this program and of the libraries that take part in training, for the record.
[[nodiscard]] Json library_versions();

}  // namespace vedette
