// SPDX-License-Identifier: Apache-2.0
/// Reads a capture file, packed or not, without copying packets.
#pragma once

#include <memory>

#include "capture/packet_source.hpp"
#include "data/byte_source.hpp"

namespace vedette {

/// pcap or pcapng, by its first bytes. Memory: one buffer of a quarter of a mebibyte, or of the
/// largest packet if that is more.
class CaptureReader final : public PacketSource {
 public:
  /// Errors: those of ByteSource; `unsupported` for files that are no capture, naming what they
  /// are where known; `malformed` for a damaged header.
  [[nodiscard]] static Result<CaptureReader> open(ByteSource source);
  ~CaptureReader() override;
  CaptureReader(CaptureReader&&) noexcept;
  CaptureReader& operator=(CaptureReader&&) noexcept;

  [[nodiscard]] Result<std::optional<Packets>> next(std::size_t max_packets) override;
  [[nodiscard]] std::uint64_t bytes_read() const override;
  [[nodiscard]] std::uint64_t bytes_total() const override;
  [[nodiscard]] const CaptureNotes& notes() const;
  [[nodiscard]] const ByteSource& bytes() const;

 private:
  struct State;
  explicit CaptureReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether the first unpacked bytes are those of a capture.
[[nodiscard]] bool is_capture(std::string_view start);

}  // namespace vedette
