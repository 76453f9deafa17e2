// SPDX-License-Identifier: Apache-2.0
#include "data/csv_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/cells.hpp"
#include "data/column_plan.hpp"
#include "data/csv_split.hpp"
#include "data/reject.hpp"
#include "data/row_builder.hpp"
#include "data/text_window.hpp"

namespace vedette {
namespace {

constexpr std::size_t kSampleBytes = std::size_t{64} << 10;
constexpr std::string_view kDelimiters = ",;\t|";

struct FaultText {
  std::string_view rule;
  std::string_view message;
};

FaultText text_of(CsvFault fault) {
  switch (fault) {
    case CsvFault::unclosed_quote:
      return {"unclosed_quote", "a quote that opens in this row is not closed"};
    case CsvFault::text_after_quote:
      return {"text_after_quote",
              "a closing quote is followed by something other than a delimiter"};
    case CsvFault::row_too_long:
      return {"row_too_long", "the row is longer than the limit"};
    case CsvFault::none:
      break;
  }
  return {};
}

class CsvReader final : public RecordReader {
 public:
  CsvReader(TextWindow window, CsvSplitter splitter, const Schema& schema, ColumnPlan plan,
            std::string header)
      : window_(std::move(window)),
        splitter_(std::move(splitter)),
        builder_(schema),
        plan_(std::move(plan)),
        header_(std::move(header)) {}

  Result<std::optional<Batch>> next(std::size_t max_rows) override {
    Batch batch = builder_.empty_batch(window_.source().name());
    while (batch.row_numbers.size() < max_rows) {
      const auto end =
          window_.at_end() ? CsvSplitter::End::last : CsvSplitter::End::more_may_follow;
      const std::string_view text = window_.text();
      const std::size_t done =
          splitter_.split(text, max_rows - batch.row_numbers.size(), end_for_damage(end));
      VEDETTE_TRY(take_rows(text, max_rows, batch));
      window_.drop(done);
      if (!splitter_.rows().empty()) continue;
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
  std::string header() const override { return header_; }
  std::vector<std::string> unknown_columns() const override { return plan_.unknown; }

 private:
  /// After damage the last line is not whole, so it is no row.
  CsvSplitter::End end_for_damage(CsvSplitter::End end) const {
    return window_.failure() ? CsvSplitter::End::more_may_follow : end;
  }

  Result<> take_rows(std::string_view text, std::size_t max_rows, Batch& batch) {
    texts_.clear();
    sources_.clear();
    for (const CsvRow& row : splitter_.rows()) {
      const auto offset =
          window_.offset() + static_cast<std::uint64_t>(row.raw.data() - text.data());
      const RowSource source{++row_number_, static_cast<std::int64_t>(offset), row.raw};
      if (row.fault == CsvFault::none && row.cell_count == plan_.fields) {
        texts_.push_back(row.cells);
        sources_.push_back(source);
      } else {
        batch.rejected.push_back(reject(window_.source().name(), source, {}, rule_of(row)));
      }
    }
    taken_rows_ += sources_.size();
    const std::size_t likely = window_.likely_rows(taken_rows_);
    builder_.make_room(sources_.size(), std::min(likely, max_rows), batch);
    return builder_.append(sources_, {texts_, plan_.field_of}, batch);
  }

  RejectReason rule_of(const CsvRow& row) const {
    if (row.fault == CsvFault::none)
      return {"field_count", fmt::format("the row has {} fields, where there should be {}",
                                         row.cell_count, plan_.fields)};
    const FaultText text = text_of(row.fault);
    return {std::string(text.rule), std::string(text.message)};
  }

  TextWindow window_;
  CsvSplitter splitter_;
  RowBuilder builder_;
  ColumnPlan plan_;
  std::string header_;
  std::vector<RowText> texts_;  ///< reused from piece to piece
  std::vector<RowSource> sources_;
  std::int64_t row_number_ = 0;
  std::size_t taken_rows_ = 0;  ///< of them, those that had cells
};

/// How evenly a delimiter splits: lines that have as many fields as the first, times that number.
std::size_t evenness(std::string_view sample, char delimiter) {
  if (sample.find(delimiter) == std::string_view::npos) return 0;
  CsvSplitter splitter(delimiter, sample.size());
  std::string padded(sample);
  padded.resize(sample.size() + CsvSplitter::kPadding);
  const std::string_view text = std::string_view(padded).substr(0, sample.size());
  if (splitter.split(text, 100, CsvSplitter::End::more_may_follow) == 0 &&
      splitter.split(text, 100, CsvSplitter::End::last) == 0)
    return 0;
  const std::vector<CsvRow>& rows = splitter.rows();
  if (rows.empty() || rows.front().cell_count < 2) return 0;
  const auto alike = std::count_if(rows.begin(), rows.end(), [&](const CsvRow& row) {
    return row.cell_count == rows.front().cell_count;
  });
  return static_cast<std::size_t>(alike) * rows.front().cell_count;
}

/// Text of the window with at least the sample's size, or all there is.
void fill_sample(TextWindow& window) {
  while (window.text().size() < kSampleBytes && !window.at_end()) window.extend();
}

/// The fields of the first row, which stays in the window.
Result<std::size_t> split_first_row(TextWindow& window, CsvSplitter& splitter) {
  for (;;) {
    const auto end = window.at_end() ? CsvSplitter::End::last : CsvSplitter::End::more_may_follow;
    const std::size_t done = splitter.split(window.text(), 1, end);
    if (!splitter.rows().empty()) return done;
    window.drop(done);
    if (window.failure()) return tl::unexpected(*window.failure());
    if (window.at_end())
      return fail(ErrorCode::malformed, "the file is empty", {},
                  {window.source().name(), {}, {}, {}});
    window.extend();
  }
}

}  // namespace

char detect_delimiter(std::string_view sample) {
  char best = kDelimiters.front();
  std::size_t most = 0;
  for (const char delimiter : kDelimiters) {
    const std::size_t even = evenness(sample, delimiter);
    if (even <= most) continue;
    best = delimiter;
    most = even;
  }
  return best;
}

Result<std::unique_ptr<RecordReader>> open_csv(ByteSource source, const Schema& schema,
                                               const ReadOptions& options) {
  TextWindow window(std::move(source), options.chunk_bytes, CsvSplitter::kPadding);
  VEDETTE_TRY(window.skip_byte_order_mark());
  char delimiter = options.delimiter != 0 ? options.delimiter : schema.delimiter;
  if (delimiter == 0) {
    fill_sample(window);
    delimiter = detect_delimiter(window.text().substr(0, kSampleBytes));
  }
  CsvSplitter splitter(delimiter, options.max_row_bytes);
  const std::size_t first_row = VEDETTE_TRY(split_first_row(window, splitter));
  const std::vector<std::string_view> cells = cells_of(splitter.rows().front());
  const std::string& name = window.source().name();
  if (const CsvFault fault = splitter.rows().front().fault; fault != CsvFault::none)
    return fail(ErrorCode::malformed, fmt::format("in the first row, {}", text_of(fault).message),
                {}, {name, {}, {}, static_cast<std::int64_t>(window.offset())});
  const Schema::Header mode = options.header.value_or(schema.header);
  const bool has_header = mode == Schema::Header::detect ? looks_like_header(schema, cells)
                                                         : mode == Schema::Header::present;
  ColumnPlan plan = has_header ? VEDETTE_TRY(plan_by_names(schema, options, cells, name))
                               : VEDETTE_TRY(plan_by_position(schema, options, cells.size(), name));
  std::string header(window.text().substr(0, has_header ? first_row : 0));
  window.drop(header.size());
  return std::make_unique<CsvReader>(std::move(window), std::move(splitter), schema,
                                     std::move(plan), std::move(header));
}

}  // namespace vedette
