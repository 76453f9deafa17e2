// SPDX-License-Identifier: Apache-2.0
#include "select/synthetic.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>

#include "base/random.hpp"

namespace vedette::synthetic {
namespace {

constexpr std::array kServices{"dns", "http", "smtp", "ssh"};

Schema traffic_schema() {
  Schema schema{.name = "synthetic"};
  schema.columns = {{.name = "bytes"},
                    {.name = "rate"},
                    {.name = "service", .type = ColumnType::text},
                    {.name = "noise"},
                    {.name = "host", .type = ColumnType::text, .role = Role::group},
                    {.name = "seen", .type = ColumnType::timestamp, .role = Role::time},
                    {.name = "label", .type = ColumnType::text, .role = Role::label}};
  schema.label.benign = "benign";
  return schema;
}

std::string class_name(std::size_t index) {
  return index == 0 ? "benign" : fmt::format("attack{}", index);
}

/// The features of one row of that class.
void push_features(Table& table, std::size_t index, Random& random) {
  const auto shift = static_cast<double>(index);
  table.columns[0].push_float64(random.normal() + 2.0 * shift);
  table.columns[1].push_float64(random.normal() - 1.5 * shift);
  const bool usual = random.uniform() < 0.6;
  table.columns[2].push_text(kServices[usual ? index % kServices.size() : random.below(4)]);
  table.columns[3].push_float64(random.normal());
}

}  // namespace

Traffic make_traffic(const TrafficOptions& options) {
  Traffic traffic{{}, traffic_schema()};
  Table& table = traffic.table;
  for (const ColumnSpec& spec : traffic.schema.columns)
    table.columns.push_back(Column::make(spec.name, spec.type));
  Random random(options.seed);
  const std::size_t originals = options.rows - options.twins;
  std::vector<std::size_t> classes;
  for (std::size_t row = 0; row < originals; ++row) {
    classes.push_back(random.below(options.classes));
    push_features(table, classes.back(), random);
  }
  for (std::size_t twin = 0; twin < options.twins; ++twin) classes.push_back(classes[twin]);
  std::vector<std::uint32_t> twins(options.twins);
  std::iota(twins.begin(), twins.end(), 0U);
  for (std::size_t c = 0; c < 4; ++c) {
    const Column single = table.columns[c];
    table.columns[c].append(single, twins);
  }
  for (std::size_t row = 0; row < options.rows; ++row) {
    table.columns[4].push_text(fmt::format("host{}", random.below(20)));
    table.columns[5].push_int64(static_cast<std::int64_t>(row) * 1'000'000'000);
    const bool noisy = random.uniform() < options.label_noise;
    table.columns[6].push_text(class_name(noisy ? random.below(options.classes) : classes[row]));
  }
  return traffic;
}

Case make_case(const TrafficOptions& traffic, const SelectOptions& options) {
  Case made{make_traffic(traffic), options};
  made.labels = label_rows(made.traffic.table, made.traffic.schema, options.task).value();
  made.split =
      split_rows(made.traffic.table, made.traffic.schema, made.labels.classes, options.split)
          .value();
  return made;
}

Case make_case(const TrafficOptions& traffic) {
  const SelectOptions options;
  return make_case(traffic, options);
}

}  // namespace vedette::synthetic
