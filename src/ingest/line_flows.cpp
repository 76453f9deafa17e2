// SPDX-License-Identifier: Apache-2.0
#include "ingest/line_flows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "data/reject.hpp"
#include "data/text.hpp"
#include "data/text_window.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostKinds = 100;

class LineFlows final : public FlowSource {
 public:
  LineFlows(TextWindow window, std::unique_ptr<LineParser> parser, std::size_t max_row_bytes)
      : window_(std::move(window)), parser_(std::move(parser)), max_row_bytes_(max_row_bytes) {}

  /// To be called first: reads up to the first record.
  Result<> start();

  Facets known() const override { return parser_->known(); }
  bool has_labels() const override { return parser_->has_labels(); }
  Result<std::optional<FlowBatch>> next(std::size_t max_flows) override;
  std::string content_sha256() const override { return window_.source().content_sha256(); }
  std::uint64_t bytes_read() const override { return window_.source().bytes_read(); }
  std::uint64_t bytes_total() const override { return window_.source().bytes_total(); }
  std::string header() const override { return parser_->header(); }
  std::vector<std::string> notes() const override;

 private:
  /// A line of the window: the view ends with the window's next change.
  struct Line {
    std::string_view text;     ///< without its line end
    std::size_t consumed = 0;  ///< bytes to drop for it
    bool too_long = false;
    bool ends = true;  ///< false where more of the line follows after the window
  };

  [[nodiscard]] std::optional<Line> whole_line();
  [[nodiscard]] std::optional<Line> line_in_window() const;
  void take_line(const Line& line, FlowBatch& batch);
  void take_outcome(LineOutcome outcome, const Line& line, FlowBatch& batch);

  TextWindow window_;
  std::unique_ptr<LineParser> parser_;
  std::size_t max_row_bytes_;
  std::int64_t row_number_ = 0;
  bool skips_line_ = false;  ///< inside the rest of a line that was too long
  std::map<std::string, std::uint64_t> passed_over_{};
  FlowBatch opened_{};  ///< what start() read
};

Result<> LineFlows::start() {
  VEDETTE_TRY(window_.skip_byte_order_mark());
  while (row_number_ == 0) {
    const std::optional<Line> line = whole_line();
    if (!line) break;
    take_line(*line, opened_);
  }
  if (parser_->known() != 0) return {};
  if (window_.failure()) return tl::unexpected(*window_.failure());
  return fail(ErrorCode::malformed,
              fmt::format("'{}' has no header that names the fields of flows",
                          window_.source().name()));
}

Result<std::optional<FlowBatch>> LineFlows::next(std::size_t max_flows) {
  FlowBatch batch = std::exchange(opened_, {});
  bool any = !batch.flows.empty() || !batch.rejected.empty();
  while (batch.flows.size() < max_flows) {
    const std::optional<Line> line = whole_line();
    if (!line) break;
    take_line(*line, batch);
    any = true;
  }
  if (any) return batch;
  if (window_.failure()) return tl::unexpected(*window_.failure());
  return std::nullopt;
}

std::vector<std::string> LineFlows::notes() const {
  std::vector<std::string> notes;
  for (const auto& [kind, count] : passed_over_)
    notes.push_back(fmt::format("passed over {} of kind '{}'", count, kind));
  return notes;
}

std::optional<LineFlows::Line> LineFlows::whole_line() {
  for (;;) {
    if (const auto line = line_in_window()) return line;
    if (window_.at_end()) return std::nullopt;
    window_.extend();
  }
}

/// nullopt where the window holds no whole line any more.
std::optional<LineFlows::Line> LineFlows::line_in_window() const {
  const std::string_view rest = window_.text();
  if (rest.empty()) return std::nullopt;
  const std::size_t end = rest.find('\n');
  const bool is_last = window_.at_end() && !window_.failure();
  if (end == std::string_view::npos) {
    const bool too_long = skips_line_ || rest.size() > max_row_bytes_;
    if (!too_long && !is_last) return std::nullopt;
    return Line{rest.substr(0, max_row_bytes_), rest.size(), too_long, false};
  }
  std::string_view text = rest.substr(0, end);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return Line{text.substr(0, max_row_bytes_), end + 1, text.size() > max_row_bytes_};
}

void LineFlows::take_line(const Line& line, FlowBatch& batch) {
  const bool is_rest = std::exchange(skips_line_, !line.ends);
  if (!is_rest && !trim(line.text).empty()) {
    if (line.too_long)
      take_outcome(LineFault{{}, {"row_too_long", "the row is longer than the limit"}}, line,
                   batch);
    else
      take_outcome(parser_->parse(line.text), line, batch);
  }
  window_.drop(line.consumed);
}

void LineFlows::take_outcome(LineOutcome outcome, const Line& line, FlowBatch& batch) {
  if (std::holds_alternative<NoRecord>(outcome)) return;
  ++row_number_;
  const auto byte = static_cast<std::int64_t>(window_.offset());
  if (const auto* over = std::get_if<PassedOver>(&outcome)) {
    const bool known = passed_over_.contains(over->kind) || passed_over_.size() < kMostKinds;
    ++passed_over_[known ? over->kind : "other"];
    return;
  }
  const std::string text = parser_->own_header() + std::string(line.text);
  if (auto* fault = std::get_if<LineFault>(&outcome)) {
    batch.rejected.push_back(reject(window_.source().name(), {row_number_, byte, text},
                                    std::move(fault->column), std::move(fault->reason)));
    return;
  }
  FlowRecord& record = std::get<FlowRecord>(outcome);
  record.row = row_number_;
  record.byte = byte;
  record.text = text;
  batch.flows.push_back(std::move(record));
}

}  // namespace

Result<std::unique_ptr<FlowSource>> line_flows(ByteSource source,
                                               std::unique_ptr<LineParser> parser,
                                               const ReadOptions& options) {
  TextWindow window(std::move(source), options.chunk_bytes, LineParser::kPadding);
  auto flows = std::make_unique<LineFlows>(std::move(window), std::move(parser),
                                           options.max_row_bytes);
  VEDETTE_TRY(flows->start());
  return flows;
}

}  // namespace vedette
