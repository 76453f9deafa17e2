// SPDX-License-Identifier: Apache-2.0
#include "data/text_window.hpp"

#include <algorithm>
#include <cstring>

namespace vedette {

TextWindow::TextWindow(ByteSource source, std::size_t chunk_bytes, std::size_t padding)
    : source_(std::move(source)),
      bytes_(chunk_bytes + padding),
      chunk_bytes_(chunk_bytes),
      padding_(padding) {}

void TextWindow::drop(std::size_t count) {
  begin_ += count;
  offset_ += count;
}

void TextWindow::extend() {
  if (at_end_) return;
  const std::size_t kept = end_ - begin_;
  if (begin_ > 0) std::memmove(bytes_.data(), bytes_.data() + begin_, kept);
  begin_ = 0;
  end_ = kept;
  // Twice what is kept, so that a very long row is not looked at again and again.
  const std::size_t wanted = std::max(chunk_bytes_, kept * 2) + padding_;
  if (bytes_.size() < wanted) bytes_.resize(wanted);
  const Result<std::size_t> got = source_.read({bytes_.data() + end_, wanted - padding_ - end_});
  if (!got) failure_ = got.error();
  at_end_ = !got || *got == 0;
  end_ += got.value_or(0);
}

}  // namespace vedette
