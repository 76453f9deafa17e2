// SPDX-License-Identifier: Apache-2.0
#include "ingest/open_records.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"

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

/// A reader whose rows depend on more than the bytes of the file.
class ReaderUnder final : public RecordReader {
 public:
  ReaderUnder(std::unique_ptr<RecordReader> reader, RecordFormat format)
      : reader_(std::move(reader)), format_(std::move(format)) {}

  Result<std::optional<Batch>> next(std::size_t max_rows) override {
    return reader_->next(max_rows);
  }
  void recycle(Batch used) override { reader_->recycle(std::move(used)); }
  std::unique_ptr<RowTaker> taker() override { return reader_->taker(); }
  std::string content_sha256() const override {
    const std::string content = reader_->content_sha256();
    return content.empty() ? content : content_under(content, format_);
  }
  std::uint64_t bytes_read() const override { return reader_->bytes_read(); }
  std::uint64_t bytes_total() const override { return reader_->bytes_total(); }
  std::string header() const override { return reader_->header(); }
  std::vector<std::string> unknown_columns() const override { return reader_->unknown_columns(); }
  ReplayAs replay_as() const override { return reader_->replay_as(); }
  std::vector<std::string> notes() const override { return reader_->notes(); }

 private:
  std::unique_ptr<RecordReader> reader_;
  RecordFormat format_;
};

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

std::string content_under(std::string_view content_sha256, const RecordFormat& format) {
  return format.options.empty() ? std::string(content_sha256)
                                : sha256_hex(std::string(content_sha256) + format.options);
}

Result<std::unique_ptr<RecordReader>> open_records(ByteSource source, const Schema& schema,
                                                   const RecordFormat& format) {
  Json given;
  if (!format.options.empty()) given = VEDETTE_TRY(parse_json(format.options));
  std::unique_ptr<RecordReader> reader = VEDETTE_TRY(open_records(
      std::move(source), schema, OpenOptions{.format = format.name, .given = &given}));
  if (format.options.empty()) return reader;
  return std::make_unique<ReaderUnder>(std::move(reader), format);
}

}  // namespace vedette
