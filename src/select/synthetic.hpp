// SPDX-License-Identifier: Apache-2.0
/// Small made-up traffic for the tests of this module: a table by seed, with its schema.
#pragma once

#include <cstdint>

#include "data/schema.hpp"
#include "data/table.hpp"
#include "select/experiment.hpp"

namespace vedette::synthetic {

struct Traffic {
  Table table;
  Schema schema;
};

struct TrafficOptions {
  std::size_t rows = 400;
  std::size_t classes = 2;    ///< the first is benign
  double label_noise = 0.05;  ///< share of rows with a class drawn at random
  std::size_t twins = 40;     ///< rows at the end that repeat the features of the first ones
  std::uint64_t seed = 7;
};

/// Columns: `bytes` and `rate` (numbers that tell the classes apart together), `service` (text
/// that helps a little), `noise`, `host` (role group, 20 of them), `seen` (role time, one second
/// apart) and `label` (`benign`, `attack1`, `attack2` ...).
[[nodiscard]] Traffic make_traffic(const TrafficOptions& options);

/// Traffic that is labelled and split, and owns all that an Experiment borrows.
struct Case {
  Traffic traffic;
  SelectOptions options{};
  Labelling labels{};
  Split split{};
  WorkContext work{};

  [[nodiscard]] Experiment experiment() const {
    return {traffic.table, traffic.schema, labels, split, options, work, {}};
  }
};
[[nodiscard]] Case make_case(const TrafficOptions& traffic, const SelectOptions& options);
[[nodiscard]] Case make_case(const TrafficOptions& traffic);

}  // namespace vedette::synthetic
