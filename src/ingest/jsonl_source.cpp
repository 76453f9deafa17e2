// SPDX-License-Identifier: Apache-2.0
#include "data/jsonl_reader.hpp"
#include "data/read_table.hpp"
#include "data/writers.hpp"
#include "ingest/source.hpp"

namespace vedette {
namespace {

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options&) {
  return open_jsonl(std::move(source), schema, read);
}

}  // namespace

Source jsonl_source() {
  return {.name = "jsonl",
          .summary = "JSON Lines: one object per line, nested objects flattened, packed or not.",
          .traits = {.nests = true},
          .recognises =
              [](std::string_view start) { return detect_format(start) == FileFormat::jsonl; },
          .open = open,
          .write = jsonl_rows};
}

}  // namespace vedette
