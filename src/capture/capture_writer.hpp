// SPDX-License-Identifier: Apache-2.0
/// Writes packets as a capture file of the classic format (draft-ietf-opsawg-pcap): little-endian
/// on every machine, microseconds, Ethernet.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

/// Packets go to a file beside the wanted one, which takes its name only when `finish` succeeds;
/// without that it is removed. Not thread-safe.
class CaptureWriter {
 public:
  /// Errors: `io`.
  [[nodiscard]] static Result<CaptureWriter> create(const std::filesystem::path& path);
  ~CaptureWriter();
  CaptureWriter(CaptureWriter&&) noexcept;
  CaptureWriter& operator=(CaptureWriter&&) noexcept;

  /// A whole frame; what is finer than a microsecond is cut off. Errors: `io`;
  /// `invalid_argument` for a time outside 1970 to 2106 or a frame above 262,144 bytes, which the
  /// format cannot hold.
  [[nodiscard]] Result<> write(TimeNs time, std::span<const std::uint8_t> frame);

  /// Makes the file durable and gives it its name. Errors: `io`.
  [[nodiscard]] Result<> finish();

 private:
  struct State;
  explicit CaptureWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vedette
