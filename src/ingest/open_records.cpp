// SPDX-License-Identifier: Apache-2.0
#include "ingest/open_records.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vedette {
namespace {

constexpr std::size_t kStartBytes = 4096;

Result<const Source*> choose_source(ByteSource& bytes, const std::string& format) {
  if (!format.empty()) return find_source(format);
  const std::string start = VEDETTE_TRY(bytes.peek(kStartBytes));
  for (const Source& source : sources())
    if (source.recognises(start)) return &source;
  return fail(ErrorCode::unsupported, fmt::format("'{}' is of no known format", bytes.name()),
              "name it with --format");
}

}  // namespace

Result<std::unique_ptr<RecordReader>> open_records(const std::string& path, const Schema& schema,
                                                   const OpenOptions& options) {
  return open_records(VEDETTE_TRY(ByteSource::open(path)), schema, options);
}

Result<std::unique_ptr<RecordReader>> open_records(ByteSource source, const Schema& schema,
                                                   const OpenOptions& options) {
  const Source* format = VEDETTE_TRY(choose_source(source, options.format));
  const Json none;
  const Json& given = options.given != nullptr ? *options.given : none;
  const Options values = VEDETTE_TRY(Options::make(format->options, given));
  return format->open(std::move(source), schema, options.read, values);
}

Result<std::unique_ptr<RecordReader>> open_records(ByteSource source, const Schema& schema,
                                                   const RecordFormat& format) {
  Json given;
  if (!format.options.empty()) given = VEDETTE_TRY(parse_json(format.options));
  return open_records(std::move(source), schema,
                      OpenOptions{.format = format.name, .given = &given});
}

}  // namespace vedette
