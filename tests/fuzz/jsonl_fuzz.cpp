// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "data/jsonl_reader.hpp"
#include "reader_fuzz.hpp"

// As csv_fuzz.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto open = [&text](const vedette::ReadOptions& options) {
    return vedette::open_jsonl(vedette::fuzz_bytes(text), vedette::fuzz_schema(), options);
  };
  vedette::expect_same_rows(open, data[0]);
  return 0;
}
