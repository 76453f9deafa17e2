// SPDX-License-Identifier: Apache-2.0
#include "data/text_window.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"

namespace vedette {

TextWindow::TextWindow(ByteSource source, std::size_t chunk_bytes, std::size_t padding)
    : source_(std::move(source)), chunk_bytes_(chunk_bytes), padding_(padding) {
  check(chunk_bytes > 0, "a piece has bytes");
  check(padding <= ByteSource::kLentPadding, "lent bytes have so much behind them");
}

Result<> TextWindow::skip_byte_order_mark() {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  while (text().size() < kByteOrderMark.size() && !at_end()) extend();
  if (text().starts_with("\xFF\xFE") || text().starts_with("\xFE\xFF"))
    return fail(ErrorCode::unsupported,
                fmt::format("'{}' is UTF-16 text, and UTF-8 is read", source_.name()),
                "convert it, for instance with: iconv -f UTF-16 -t UTF-8");
  if (text().starts_with(kByteOrderMark)) drop(kByteOrderMark.size());
  return {};
}

std::size_t TextWindow::likely_rows(std::size_t rows_before) const {
  if (source_.bytes_read() == 0) return 0;
  const double share =
      static_cast<double>(source_.bytes_total()) / static_cast<double>(source_.bytes_read());
  constexpr double kSpare = 1.06;  // room costs nothing until it is used, growing does
  return static_cast<std::size_t>(static_cast<double>(rows_before) * share * kSpare);
}

void TextWindow::drop(std::size_t count) {
  begin_ += count;
  offset_ += count;
}

void TextWindow::extend() {
  if (at_end_) return;
  // As much again as is kept, so that a very long row is not looked at again and again.
  const std::size_t kept = text().size();
  const std::size_t more = std::max(chunk_bytes_, kept * 2) - kept;
  source_.lends() ? extend_lent(more) : extend_own(more);
}

void TextWindow::extend_to(std::size_t bytes) {
  while (text().size() < bytes && !at_end()) extend();
}

void TextWindow::extend_lent(std::size_t more) {
  const std::string_view lent = source_.lend(more);
  if (end_ == nullptr) begin_ = end_ = lent.data();
  end_ += lent.size();
  at_end_ = lent.empty();
}

void TextWindow::extend_own(std::size_t more) {
  const std::string_view kept = text();
  if (bytes_.size() < kept.size() + more + padding_) {
    std::vector<char> larger(kept.size() + more + padding_);
    std::ranges::copy(kept, larger.begin());
    bytes_ = std::move(larger);
  } else {
    std::copy(kept.begin(), kept.end(), bytes_.begin());  // to the front, which may overlap
  }
  const Result<std::size_t> got = source_.read({bytes_.data() + kept.size(), more});
  if (!got) failure_ = got.error();
  at_end_ = !got || *got == 0;
  begin_ = bytes_.data();
  end_ = begin_ + kept.size() + got.value_or(0);
}

}  // namespace vedette
