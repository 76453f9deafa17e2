// SPDX-License-Identifier: Apache-2.0
// Reading CSV to typed columns on one thread, hashing included.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/random.hpp"
#include "data/csv_reader.hpp"

namespace {

constexpr int kColumns = 40;

vedette::Schema schema_of(vedette::ColumnType type) {
  vedette::Schema schema{.name = "bench"};
  schema.delimiter = ',';
  for (int c = 0; c < kColumns; ++c)
    schema.columns.push_back({.name = fmt::format("c{}", c), .type = type});
  return schema;
}

std::string rows_of(vedette::ColumnType type, int rows) {
  vedette::Random random(1);
  std::string text;
  for (int c = 0; c < kColumns; ++c) text += fmt::format("{}c{}", c > 0 ? "," : "", c);
  for (int row = 0; row < rows; ++row)
    for (int c = 0; c < kColumns; ++c) {
      text += c > 0 ? ',' : '\n';
      text += type == vedette::ColumnType::int64 ? fmt::format("{}", random.below(100'000))
                                                 : fmt::format("{:.6f}", random.normal());
    }
  return text + '\n';
}

void read_csv(benchmark::State& state, vedette::ColumnType type) {
  const std::string text = rows_of(type, 10'000);
  const vedette::Schema schema = schema_of(type);
  for (auto _ : state) {
    auto reader =
        vedette::open_csv(vedette::ByteSource::from_memory(text, "bench").value(), schema);
    std::size_t rows = 0;
    while (auto batch = (*reader)->next(8'192).value()) rows += batch->table.rows();
    benchmark::DoNotOptimize(rows);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

BENCHMARK_CAPTURE(read_csv, float64, vedette::ColumnType::float64);
BENCHMARK_CAPTURE(read_csv, int64, vedette::ColumnType::int64);

}  // namespace

BENCHMARK_MAIN();
