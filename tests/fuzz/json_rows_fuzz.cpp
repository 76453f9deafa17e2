// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "base/error.hpp"
#include "data/json_rows.hpp"
#include "reader_fuzz.hpp"

// Rows found by a guess are those that the parser finds.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostRows = 1000;
  std::string text(reinterpret_cast<const char*>(data), size);
  vedette::JsonRows rows(vedette::fuzz_schema());
  const auto list = vedette::JsonRows::guess(text, kMostRows);
  const auto guessed = list ? rows.decode(*list, 0, list->rows.size())
                            : vedette::Result<vedette::Batch>(vedette::Batch{});
  std::string again(reinterpret_cast<const char*>(data), size);
  const auto parsed = rows.decode(again, kMostRows);
  if (!list || !guessed) return 0;
  vedette::check(parsed.has_value(), "what a guess takes is valid");
  vedette::check(parsed->batch.table.columns == guessed->table.columns, "the rows are the same");
  vedette::check(parsed->batch.row_numbers == guessed->row_numbers, "and so are their numbers");
  return 0;
}
