// SPDX-License-Identifier: Apache-2.0
/// A small, real bundle for tests of this module and of those above it.
#pragma once

#include <fmt/format.h>

#include <numeric>
#include <string>

#include "base/random.hpp"
#include "registry/bundle.hpp"

namespace vedette::example {

/// Three features (numbers, bytes, text), an id and a label with one benign and two attack classes.
inline Schema schema() {
  Schema schema;
  schema.name = "example";
  schema.columns = {
      {.name = "flow_id", .type = ColumnType::text, .role = Role::id},
      {.name = "seconds", .type = ColumnType::float64, .unit = "seconds"},
      {.name = "bytes", .aliases = {"Total Bytes"}, .type = ColumnType::int64, .unit = "bytes"},
      {.name = "protocol", .type = ColumnType::text},
      {.name = "label", .type = ColumnType::text, .role = Role::label, .may_be_missing = false},
  };
  schema.label.benign = "normal";
  schema.label.rules = {{"normal", "normal", "normal"},
                        {"neptune", "neptune", "dos"},
                        {"ipsweep", "ipsweep", "probe"},
                        {"smurf", "smurf", "dos"}};
  return schema;
}

/// Rows in which the classes can be told apart, but not quite; every seventh `seconds` is missing.
inline Table table(std::size_t rows, std::uint64_t seed = 1) {
  constexpr const char* kLabels[] = {"normal", "neptune", "ipsweep"};
  constexpr const char* kProtocols[] = {"tcp", "tcp", "icmp", "udp"};
  Random random(seed);
  Table table;
  for (const ColumnSpec& column : schema().columns)
    table.columns.push_back(Column::make(column.name, column.type));
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t cls = row % 3;
    table.columns[0].push_text(fmt::format("flow-{}", row));
    if (row % 7 == 6)
      table.columns[1].push_missing();
    else
      table.columns[1].push_float64(random.normal() + 3.0 * static_cast<double>(cls));
    table.columns[2].push_int64(static_cast<std::int64_t>(random.below(1000) + 500 * cls));
    table.columns[3].push_text(kProtocols[random.below(2) + cls]);
    table.columns[4].push_text(kLabels[cls]);
  }
  return table;
}

inline std::vector<std::uint32_t> all_rows(const Table& table) {
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

/// Expects success: tests that use it are not about failing to train.
inline Bundle bundle(const std::string& name = "example", Task task = Task::binary,
                     Schema from = schema(), std::size_t rows = 60) {
  const Table data = table(rows);
  LabelMap labels = make_label_map(from, task, *data.find("label")).value();
  Transform transform =
      Transform::fit(TransformPlan::for_trees(), data, from, all_rows(data)).value();
  Matrix matrix = transform.apply(data, {}).value();
  for (std::size_t row = 0; row < rows; ++row)
    matrix.classes.push_back(labels.index_of(data.find("label")->text(row)));
  const LearnerEntry* learner = find_learner("decision_tree").value();
  const Options options = Options::make(learner->options, Json()).value();
  const WorkContext work;
  const TrainRequest request{matrix, labels.classes.size(), options, 1, work};
  std::unique_ptr<Model> model = learner->train(request).value();
  const Scores scores = model->predict(matrix).value();
  std::optional<Threshold> threshold;
  if (labels.has_benign)
    threshold = choose_threshold(scores, matrix.classes, ThresholdPolicy{}).value();
  Evaluation evaluation = evaluate(scores, matrix.classes, labels.classes, threshold);
  return Bundle{.name = name,
                .schema = std::move(from),
                .labels = std::move(labels),
                .transform = std::move(transform),
                .learner = learner->name,
                .learner_options = options.to_json(),
                .model = std::move(model),
                .threshold = std::move(threshold),
                .evaluation = std::move(evaluation),
                .split = {{"method", "stratified"}, {"seed", 1}},
                .leaderboard = Json::array(),
                .baselines = {{{"name", "majority_class"}, {"test", {{"accuracy", 0.625}}}},
                              {{"name", "previous_champion"}, {"metrics", {{"accuracy", 0.75}}}}},
                .training = {{"dataset", "example"}, {"rows", rows}, {"data_sha256", "0f"}},
                .reference = Json::object(),
                .importance = {{{"feature", "bytes"}, {"importance", 0.75}},
                               {{"feature", "seconds"}, {"importance", 0.25}}},
                .versions = {{"vedette", "0.1.0"}}};
}

}  // namespace vedette::example
