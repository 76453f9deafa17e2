// SPDX-License-Identifier: Apache-2.0
/// Times reading a file of rows to one table of typed columns, on one thread, for runs side by
/// side with other tools:
///   csv_bench FILE SCHEMA [REPEATS]
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "data/read_table.hpp"

namespace vedette {
namespace {

Result<> run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2)
    return fail(ErrorCode::invalid_argument, "usage: csv_bench FILE SCHEMA [REPEATS]");
  const Schema schema = VEDETTE_TRY(load_schema(arguments[1]));
  const int repeats = arguments.size() > 2 ? std::atoi(arguments[2].c_str()) : 1;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    const ReadTable read = VEDETTE_TRY(read_rows(arguments[0], schema));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    fmt::print("{:.5f} s, {} rows, {} rejected\n", taken.count(), read.table.rows(),
               read.rejected.size());
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
