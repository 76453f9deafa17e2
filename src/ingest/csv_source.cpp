// SPDX-License-Identifier: Apache-2.0
#include "data/csv_reader.hpp"
#include "data/writers.hpp"
#include "ingest/source.hpp"

namespace vedette {
namespace {

struct DelimiterName {
  std::string_view name;
  char character;
};

constexpr DelimiterName kDelimiters[] = {
    {"detect", 0}, {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};

std::vector<OptionSpec> option_table() {
  return {{.name = "delimiter",
           .type = OptionType::choice,
           .standard = std::string("detect"),
           .help = "What separates fields; detect asks the schema, then the file.",
           .choices = {"detect", "comma", "semicolon", "tab", "pipe"}},
          {.name = "header",
           .type = OptionType::choice,
           .standard = std::string("schema"),
           .help = "Whether the first row names the columns; schema does what the schema says.",
           .choices = {"schema", "detect", "present", "absent"}}};
}

ReadOptions with_options(ReadOptions read, const Options& options) {
  for (const DelimiterName& row : kDelimiters)
    if (row.name == options.text("delimiter") && row.character != 0) read.delimiter = row.character;
  const std::string& header = options.text("header");
  if (header == "detect") read.header = Schema::Header::detect;
  if (header == "present") read.header = Schema::Header::present;
  if (header == "absent") read.header = Schema::Header::absent;
  return read;
}

Result<std::unique_ptr<RecordReader>> open(ByteSource source, const Schema& schema,
                                           const ReadOptions& read, const Options& options) {
  return open_csv(std::move(source), schema, with_options(read, options));
}

std::string write(const Table& table) {
  return csv_header(table) + csv_rows(table);
}

}  // namespace

Source csv_source() {
  return {.name = "csv",
          .summary = "Delimited text (RFC 4180) with or without a header, packed or not.",
          .options = option_table(),
          .traits = {.has_header = true},
          .recognises = [](std::string_view) { return true; },
          .open = open,
          .write = write};
}

}  // namespace vedette
