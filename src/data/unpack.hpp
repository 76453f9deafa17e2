// SPDX-License-Identifier: Apache-2.0
/// Ways to unpack a raw input, chosen by its first bytes.
#pragma once

#include <memory>
#include <span>

#include "base/error.hpp"
#include "data/raw_input.hpp"

namespace vedette {

/// Unpacks forward; keeps no reference to the input between calls.
class Unpacker {
 public:
  virtual ~Unpacker() = default;
  /// 0 only at the end. Errors as ByteSource::read.
  [[nodiscard]] virtual Result<std::size_t> read(RawInput& input, std::span<char> into) = 0;
  /// The bytes are taken as they are.
  [[nodiscard]] virtual bool is_plain() const { return false; }
};

[[nodiscard]] std::unique_ptr<Unpacker> make_plain_unpacker();
[[nodiscard]] std::unique_ptr<Unpacker> make_gzip_unpacker();
[[nodiscard]] std::unique_ptr<Unpacker> make_zstd_unpacker();

/// Errors: `unsupported` for formats that are recognised but not read.
[[nodiscard]] Result<std::unique_ptr<Unpacker>> make_unpacker(RawInput& input);

/// The errors that all unpackers share.
[[nodiscard]] tl::unexpected<Error> ends_early(const RawInput& input);
[[nodiscard]] tl::unexpected<Error> damaged(const RawInput& input, std::size_t not_yet_used,
                                            std::string_view reason);

}  // namespace vedette
