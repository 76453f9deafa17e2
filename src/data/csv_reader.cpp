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
constexpr double kMostAhead = 1 << 20;  ///< bytes: at worst an index has as many places
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

/// What one thread works on. The memory is reused from piece to piece.
struct Piece {
  CsvSplitter splitter;
  std::vector<RowText> texts{};
  std::vector<RowSource> sources{};
};

/// Where the rows of a piece come from.
struct PieceOrigin {
  std::string_view text;
  std::uint64_t offset = 0;
  std::int64_t rows_before = 0;
};

class CsvReader final : public RecordReader {
 public:
  CsvReader(TextWindow window, CsvSplitter splitter, const Schema& schema, ColumnPlan plan,
            std::string header)
      : window_(std::move(window)),
        piece_{std::move(splitter)},
        builder_(schema),
        plan_(std::move(plan)),
        header_(std::move(header)) {}

  Result<std::optional<Batch>> next(std::size_t max_rows) override {
    Batch batch = builder_.empty_batch(window_.source().name());
    while (batch.row_numbers.size() < max_rows) {
      const PieceOrigin origin = split(max_rows - batch.row_numbers.size(), piece_);
      if (!piece_.splitter.rows().empty()) {
        const std::size_t likely = window_.likely_rows(static_cast<std::size_t>(row_number_));
        VEDETTE_TRY(read(piece_, origin, std::min(likely, max_rows), batch));
        continue;
      }
      if (window_.at_end()) break;
      window_.extend();
    }
    sort_by_row(batch.rejected);
    if (!batch.row_numbers.empty() || !batch.rejected.empty()) return batch;
    if (window_.failure()) return tl::unexpected(*window_.failure());
    return std::nullopt;
  }

  void recycle(Batch used) override { builder_.recycle(std::move(used)); }
  std::unique_ptr<RowTaker> taker() override;
  std::string content_sha256() const override { return window_.source().content_sha256(); }
  std::uint64_t bytes_read() const override { return window_.source().bytes_read(); }
  std::uint64_t bytes_total() const override { return window_.source().bytes_total(); }
  std::string header() const override { return header_; }
  std::vector<std::string> unknown_columns() const override { return plan_.unknown; }

 private:
  class Taker;

  /// After damage the last line is not whole, so it is no row.
  CsvSplitter::End end() const {
    return window_.at_end() && !window_.failure() ? CsvSplitter::End::last
                                                  : CsvSplitter::End::more_may_follow;
  }

  /// About how many bytes so many rows have, by those before; 0 at first.
  std::size_t bytes_of(std::size_t rows) const {
    if (row_number_ == 0) return 0;
    const double per_row =
        static_cast<double>(window_.offset()) / static_cast<double>(row_number_);
    return static_cast<std::size_t>(std::min(per_row * static_cast<double>(rows), kMostAhead));
  }

  /// Splits rows off the window; none where it holds no whole one.
  PieceOrigin split(std::size_t max_rows, Piece& piece) {
    const PieceOrigin origin{window_.text(), window_.offset(), row_number_};
    piece.splitter.set_skips_line(skips_line_);
    window_.drop(piece.splitter.split(origin.text, max_rows, end()));
    skips_line_ = piece.splitter.skips_line();
    row_number_ += static_cast<std::int64_t>(piece.splitter.rows().size());
    return origin;
  }

  /// Appends the rows of a piece to a batch that is likely to have so many.
  Result<> read(Piece& piece, const PieceOrigin& origin, std::size_t likely, Batch& batch) const {
    piece.texts.clear();
    piece.sources.clear();
    std::int64_t number = origin.rows_before;
    for (const CsvRow& row : piece.splitter.rows()) {
      const auto offset =
          origin.offset + static_cast<std::uint64_t>(row.raw.data() - origin.text.data());
      const RowSource source{++number, static_cast<std::int64_t>(offset), row.raw};
      if (row.fault == CsvFault::none && row.cell_count == plan_.fields) {
        piece.texts.push_back(piece.splitter.cells(row));
        piece.sources.push_back(source);
      } else {
        batch.rejected.push_back(reject(window_.source().name(), source, {}, rule_of(row)));
      }
    }
    builder_.make_room(piece.sources.size(), likely, batch);
    return builder_.append(piece.sources, {piece.texts, plan_.field_of}, batch);
  }

  RejectReason rule_of(const CsvRow& row) const {
    if (row.fault == CsvFault::none)
      return {"field_count", fmt::format("the row has {} fields, where there should be {}",
                                         row.cell_count, plan_.fields)};
    const FaultText text = text_of(row.fault);
    return {std::string(text.rule), std::string(text.message)};
  }

  TextWindow window_;
  Piece piece_;  ///< of next()
  RowBuilder builder_;
  ColumnPlan plan_;
  std::string header_;
  std::int64_t row_number_ = 0;
  bool skips_line_ = false;  ///< at the window's front: see CsvSplitter::skips_line()
};

/// Splits in its turn, and takes cells apart beside the others: the text stays where it is.
class CsvReader::Taker final : public RowTaker {
 public:
  explicit Taker(CsvReader& reader)
      : reader_(reader),
        piece_{reader.piece_.splitter.another()},
        batch_(reader.builder_.empty_batch(reader.window_.source().name())) {}

  Result<std::size_t> take(std::size_t max_rows) override {
    reader_.window_.extend_to(reader_.bytes_of(max_rows));
    for (;;) {
      origin_ = reader_.split(max_rows, piece_);
      const std::size_t taken = piece_.splitter.rows().size();
      if (taken > 0 || reader_.window_.at_end()) return taken;
      reader_.window_.extend();
    }
  }

  Result<const Batch*> read() override {
    RowBuilder::clear(batch_);
    VEDETTE_TRY(reader_.read(piece_, origin_, piece_.splitter.rows().size(), batch_));
    sort_by_row(batch_.rejected);
    return &batch_;
  }

 private:
  CsvReader& reader_;
  Piece piece_;
  PieceOrigin origin_{};
  Batch batch_;
};

std::unique_ptr<RowTaker> CsvReader::taker() {
  if (!window_.source().lends()) return RecordReader::taker();
  return std::make_unique<Taker>(*this);
}

/// How evenly a delimiter splits: lines that have as many fields as the first, times that number.
/// The text has the splitter's padding.
std::size_t evenness(std::string_view text, char delimiter) {
  if (text.find(delimiter) == std::string_view::npos) return 0;
  CsvSplitter splitter(delimiter, text.size());
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
  std::string padded;
  padded.reserve(sample.size() + CsvSplitter::kPadding);
  padded.append(sample).append(CsvSplitter::kPadding, '\0');
  const std::string_view text = std::string_view(padded).substr(0, sample.size());
  char best = kDelimiters.front();
  std::size_t most = 0;
  for (const char delimiter : kDelimiters) {
    const std::size_t even = evenness(text, delimiter);
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
    window.extend_to(kSampleBytes);
    delimiter = detect_delimiter(window.text().substr(0, kSampleBytes));
  }
  CsvSplitter splitter(delimiter, options.max_row_bytes);
  const std::size_t first_row = VEDETTE_TRY(split_first_row(window, splitter));
  const std::vector<std::string_view> cells = splitter.cells_of(splitter.rows().front());
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
