// SPDX-License-Identifier: Apache-2.0
/// Little-endian numbers in and out of byte strings; reading never goes past the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.hpp"

namespace vedette {

static_assert(std::endian::native == std::endian::little, "formats are written as in memory");

template <class T>
void put(std::string& bytes, T value) {
  static_assert(std::is_arithmetic_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// A view that is used up from the front.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  /// Errors: `malformed` when fewer bytes are left.
  [[nodiscard]] Result<std::string_view> take(std::uint64_t count) {
    if (count > rest_.size())
      return fail(ErrorCode::malformed, "the segment ends before its content does");
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  template <class T>
  [[nodiscard]] Result<T> number() {
    static_assert(std::is_arithmetic_v<T>);
    const std::string_view bytes = VEDETTE_TRY(take(sizeof(T)));
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace vedette
