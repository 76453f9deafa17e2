// SPDX-License-Identifier: Apache-2.0
/// Content codings of request bodies, undone piece by piece.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "http/fault.hpp"

namespace vedette {

/// Takes decoded bytes; a fault stops the decoding.
using BodySink = std::function<OrFault<>(std::string_view)>;

class BodyDecoder {
 public:
  virtual ~BodyDecoder() = default;
  /// Decodes `bytes` and hands on what comes out, in pieces of at most 64 KiB, so that a sink can
  /// stop a bomb in time. Faults: 400 for damaged data, and those of `sink`.
  [[nodiscard]] virtual OrFault<> decode(std::string_view bytes, const BodySink& sink) = 0;
  /// Whether the data may end here.
  [[nodiscard]] virtual bool is_complete() const = 0;
};

/// For a Content-Encoding field: gzip (RFC 1952) or zstd (RFC 8878); null for `identity` or none.
/// Faults: 415 for others and for several at once.
[[nodiscard]] OrFault<std::unique_ptr<BodyDecoder>> make_decoder(std::string_view content_encoding);

}  // namespace vedette
