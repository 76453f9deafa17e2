// SPDX-License-Identifier: Apache-2.0
/// Bytes that were received and not used yet, in one piece of memory that stays small while a
/// connection is idle.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace vedette {

class InputBuffer {
 public:
  static constexpr std::size_t kSmall = 4096;

  [[nodiscard]] std::string_view bytes() const { return {memory_.get() + begin_, end_ - begin_}; }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Room behind the bytes; empty when there are `most` already. Moves and grows what is needed.
  [[nodiscard]] std::span<char> room(std::size_t most) {
    if (empty()) begin_ = end_ = 0;
    if (end_ == capacity_ && begin_ > 0) place(capacity_);
    if (end_ == capacity_) place(std::min(std::max(capacity_ * 2, kSmall), most));
    return {memory_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t bytes) { end_ += bytes; }
  void consume(std::size_t bytes) { begin_ += bytes; }

  /// Prepares for much: so few system calls do.
  void enlarge(std::size_t capacity) {
    if (capacity > capacity_) place(capacity);
  }
  /// Gives memory back when nothing is kept in it.
  void shrink() {
    if (!empty() || capacity_ <= kSmall) return;
    capacity_ = begin_ = end_ = 0;
    memory_.reset();
  }

 private:
  /// The bytes at the start of a memory of that size, which is never smaller than they are.
  void place(std::size_t capacity) {
    const std::size_t used = end_ - begin_;
    capacity = std::max(capacity, capacity_);
    if (capacity > capacity_) {
      auto memory = std::make_unique_for_overwrite<char[]>(capacity);
      if (used > 0) std::memcpy(memory.get(), memory_.get() + begin_, used);
      memory_ = std::move(memory);
      capacity_ = capacity;
    } else if (used > 0) {
      std::memmove(memory_.get(), memory_.get() + begin_, used);
    }
    begin_ = 0;
    end_ = used;
  }

  std::unique_ptr<char[]> memory_{};
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace vedette
