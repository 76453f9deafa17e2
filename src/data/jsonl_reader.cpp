// SPDX-License-Identifier: Apache-2.0
#include "data/jsonl_reader.hpp"

#include <fmt/format.h>

#include "data/json_row.hpp"
#include "data/row_builder.hpp"
#include "data/text.hpp"
#include "data/text_window.hpp"

namespace vedette {
namespace {

/// A line of the window: views end with the window's next change.
struct Line {
  std::string_view text;     ///< without its line end
  std::size_t consumed = 0;  ///< bytes to drop for it
  bool too_long = false;
  bool ends = true;  ///< false where more of the line follows after the window
};

class JsonlReader final : public RecordReader {
 public:
  JsonlReader(TextWindow window, const Schema& schema, const ReadOptions& options)
      : window_(std::move(window)),
        parser_(schema),
        builder_(schema),
        cell_of_(CopiedRows::in_order(schema.columns.size())),
        max_row_bytes_(options.max_row_bytes) {}

  Result<std::optional<Batch>> next(std::size_t max_rows) override {
    Batch batch = builder_.empty_batch(window_.source().name());
    while (batch.row_numbers.size() < max_rows) {
      const std::size_t done = VEDETTE_TRY(take_lines(max_rows - batch.row_numbers.size(), batch));
      window_.drop(done);
      if (done > 0) continue;
      if (window_.at_end()) break;
      window_.extend();
    }
    sort_by_row(batch.rejected);
    if (!batch.row_numbers.empty() || !batch.rejected.empty()) return batch;
    if (window_.failure()) return tl::unexpected(*window_.failure());
    return std::nullopt;
  }

  void recycle(Batch used) override { builder_.recycle(std::move(used)); }
  std::string content_sha256() const override { return window_.source().content_sha256(); }
  std::uint64_t bytes_read() const override { return window_.source().bytes_read(); }
  std::uint64_t bytes_total() const override { return window_.source().bytes_total(); }
  std::vector<std::string> unknown_columns() const override { return parser_.unknown_paths(); }

 private:
  /// Takes whole lines, at most `max_rows`, off the front of the window; returns their bytes.
  Result<std::size_t> take_lines(std::size_t max_rows, Batch& batch) {
    rows_.clear();
    kept_.clear();
    sources_.clear();
    std::size_t at = 0;
    while (sources_.size() < max_rows) {
      const std::optional<Line> line = line_at(at);
      if (!line) break;
      take_line(*line, at, batch);
      at += line->consumed;
    }
    taken_rows_ += sources_.size();
    const std::size_t likely = window_.likely_rows(taken_rows_);
    builder_.make_room(sources_.size(), std::min(likely, max_rows), batch);
    VEDETTE_TRY(builder_.append(sources_, {rows_, cell_of_}, batch));
    return at;
  }

  void take_line(const Line& line, std::size_t at, Batch& batch) {
    const bool is_rest = std::exchange(skips_line_, !line.ends);
    if (is_rest || trim(line.text).empty()) return;
    const RowSource source{++row_number_, static_cast<std::int64_t>(window_.offset() + at),
                           line.text};
    tl::expected<RowText, RejectReason> parsed =
        line.too_long ? tl::make_unexpected(
                            RejectReason{"row_too_long", "the row is longer than the limit"})
                      : parser_.parse(line.text, kept_);
    if (!parsed) {
      batch.rejected.push_back(
          reject(window_.source().name(), source, {}, std::move(parsed.error())));
      return;
    }
    rows_.push_back(*parsed);
    sources_.push_back(source);
  }

  /// nullopt where the window holds no whole line any more.
  std::optional<Line> line_at(std::size_t at) const {
    const std::string_view rest = window_.text().substr(at);
    if (rest.empty()) return std::nullopt;
    const std::size_t end = rest.find('\n');
    const bool is_last = window_.at_end() && !window_.failure();
    if (end == std::string_view::npos) {
      const bool too_long = skips_line_ || rest.size() > max_row_bytes_;
      if (!too_long && !is_last) return std::nullopt;
      return Line{rest.substr(0, kept_bytes(rest.size(), too_long)), rest.size(), too_long, false};
    }
    std::string_view text = rest.substr(0, end);
    if (text.ends_with('\r')) text.remove_suffix(1);
    const bool too_long = text.size() > max_row_bytes_;
    return Line{text.substr(0, kept_bytes(text.size(), too_long)), end + 1, too_long};
  }

  std::size_t kept_bytes(std::size_t size, bool too_long) const {
    return too_long ? std::min(size, max_row_bytes_) : size;
  }

  TextWindow window_;
  JsonRowParser parser_;
  RowBuilder builder_;
  std::vector<std::optional<std::size_t>> cell_of_;      ///< of each column
  std::size_t max_row_bytes_;
  CopiedRows kept_;
  std::vector<RowText> rows_;  ///< of the lines at hand; reused, as is what follows
  std::vector<RowSource> sources_;
  std::int64_t row_number_ = 0;
  std::size_t taken_rows_ = 0;  ///< of them, those that had cells
  bool skips_line_ = false;    ///< inside the rest of a line that was too long
};

}  // namespace

Result<std::unique_ptr<RecordReader>> open_jsonl(ByteSource source, const Schema& schema,
                                                 const ReadOptions& options) {
  TextWindow window(std::move(source), options.chunk_bytes, JsonRowParser::kPadding);
  VEDETTE_TRY(window.skip_byte_order_mark());
  return std::make_unique<JsonlReader>(std::move(window), schema, options);
}

}  // namespace vedette
