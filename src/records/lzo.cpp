// SPDX-License-Identifier: Apache-2.0
#include "records/lzo.hpp"

#include <algorithm>

#include "net/read_bytes.hpp"

namespace vedette {
namespace {

/// How many literals the last instruction copied decides what the instructions below 16 mean; all
/// numbers from 4 on are one case.
constexpr std::size_t kManyLiterals = 4;

/// A stretch of what was unpacked so far, to be copied to its end.
struct Match {
  std::size_t length = 0;
  std::size_t distance = 0;
  std::size_t literals = 0;  ///< to be copied after it
};

class LzoReader {
 public:
  LzoReader(ByteSpan packed, std::span<std::uint8_t> into) : packed_(packed), into_(into) {}

  std::optional<std::size_t> run() {
    constexpr std::size_t kFirstLiterals = 17;
    if (!packed_.empty() && packed_[0] > kFirstLiterals) copy_literals(next() - kFirstLiterals);
    while (!damaged_ && !ended_) step();
    const bool all_read = at_ == packed_.size();
    return !damaged_ && all_read ? std::optional(written_) : std::nullopt;
  }

 private:
  void step() {
    const std::size_t code = next();
    if (code < 16 && literals_ == 0) return copy_literals(3 + length_of(code, 15));
    const Match match = code < 16 ? short_match(code) : match_of(code);
    if (ended_ || damaged_) return;
    copy_match(match);
    copy_literals(match.literals);
  }

  /// An instruction below 16 after literals: two bytes from near, or three from beyond.
  Match short_match(std::size_t code) {
    const bool near = literals_ < kManyLiterals;
    const std::size_t distance = (next() << 2) + (code >> 2) + (near ? 1 : 2049);
    return {near ? std::size_t{2} : 3, distance, code & 3};
  }

  Match match_of(std::size_t code) {
    if (code >= 64) {
      const std::size_t length = code >= 128 ? 5 + (code >> 5 & 3) : 3 + (code >> 5 & 1);
      return {length, (next() << 3) + (code >> 2 & 7) + 1, code & 3};
    }
    const bool far = code < 32;
    const std::size_t length = 2 + (far ? length_of(code & 7, 7) : length_of(code & 31, 31));
    const std::size_t low = next();
    const std::size_t rest = next() << 8 | low;
    if (!far) return {length, (rest >> 2) + 1, rest & 3};
    const std::size_t distance = 16'384 + ((code & 8) << 11) + (rest >> 2);
    ended_ = distance == 16'384;
    return {length, distance, rest & 3};
  }

  /// 0 stands for `most`, 255 more for each zero byte, and the byte that is none.
  std::size_t length_of(std::size_t bits, std::size_t most) {
    if (bits > 0) return bits;
    std::size_t length = most;
    for (;;) {
      const std::size_t byte = next();
      if (byte > 0 || damaged_) return length + byte;
      length += 255;
    }
  }

  std::size_t next() {
    damaged_ = damaged_ || at_ == packed_.size();
    return damaged_ ? 0 : packed_[at_++];
  }

  void copy_literals(std::size_t count) {
    damaged_ = damaged_ || count > packed_.size() - at_ || count > into_.size() - written_;
    if (damaged_) return;
    std::copy_n(packed_.begin() + static_cast<std::ptrdiff_t>(at_), count,
                into_.begin() + static_cast<std::ptrdiff_t>(written_));
    at_ += count;
    written_ += count;
    literals_ = std::min(count, kManyLiterals);
  }

  void copy_match(const Match& match) {
    damaged_ = match.distance > written_ || match.length > into_.size() - written_;
    if (damaged_) return;
    // One by one: a match may reach into what it writes.
    for (std::size_t i = 0; i < match.length; ++i, ++written_)
      into_[written_] = into_[written_ - match.distance];
  }

  ByteSpan packed_;
  std::span<std::uint8_t> into_;
  std::size_t at_ = 0;
  std::size_t written_ = 0;
  std::size_t literals_ = 0;
  bool damaged_ = false;
  bool ended_ = false;
};

}  // namespace

std::optional<std::size_t> unpack_lzo(ByteSpan packed, std::span<std::uint8_t> into) {
  return LzoReader(packed, into).run();
}

}  // namespace vedette
