// SPDX-License-Identifier: Apache-2.0
/// Times reading a file of rows to typed columns on one thread, for runs side by side with other
/// tools: in batches, as an ingest does, and to one table.
///   csv_bench FILE SCHEMA [REPEATS]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "data/read_table.hpp"

namespace vedette {
namespace {

constexpr std::size_t kBatchRows = 8192;

Result<std::size_t> read_in_batches(const std::string& file, const Schema& schema) {
  const std::unique_ptr<RecordReader> reader = VEDETTE_TRY(open_by_content(file, schema, {}));
  std::size_t rows = 0;
  while (std::optional<Batch> batch = VEDETTE_TRY(reader->next(kBatchRows))) {
    rows += batch->table.rows();
    reader->recycle(std::move(*batch));
  }
  return rows;
}

Result<std::size_t> read_to_one_table(const std::string& file, const Schema& schema) {
  return read_table(file, schema).map([](const Table& table) { return table.rows(); });
}

using Read = Result<std::size_t> (*)(const std::string& file, const Schema& schema);

Result<> time_one(std::string_view name, Read read, const std::string& file, const Schema& schema) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t rows = VEDETTE_TRY(read(file, schema));
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  fmt::print("{} {:.5f} s, {} rows\n", name, taken.count(), rows);
  return {};
}

Result<> run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2)
    return fail(ErrorCode::invalid_argument, "usage: csv_bench FILE SCHEMA [REPEATS]");
  const Schema schema = VEDETTE_TRY(load_schema(arguments[1]));
  const int repeats = arguments.size() > 2 ? std::atoi(arguments[2].c_str()) : 1;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    VEDETTE_TRY(time_one("table", read_to_one_table, arguments[0], schema));
    VEDETTE_TRY(time_one("batches", read_in_batches, arguments[0], schema));
  }
  return {};
}

}  // namespace
}  // namespace vedette

int main(int argc, char** argv) {
  const vedette::Result<> result = vedette::run({argv + 1, argv + argc});
  if (result) return 0;
  fmt::print(stderr, "{}\n", vedette::to_string(result.error()));
  return vedette::exit_status(result.error().code);
}
