// SPDX-License-Identifier: Apache-2.0
/// Many capture files as one stream of packets: a flow across two files is one flow.
#pragma once

#include <filesystem>

#include "capture/capture_reader.hpp"

namespace vedette {

/// Reads the files one after the other in the order given. A file that cannot be opened or is
/// damaged is kept as a problem, and reading goes on with the next.
class CaptureFiles final : public PacketSource {
 public:
  /// A directory stands for the captures in it, by name; `-` is standard input.
  /// Errors: `not_found` where a name does not exist, or a directory holds no capture.
  [[nodiscard]] static Result<CaptureFiles> open(const std::vector<std::string>& names);

  [[nodiscard]] Result<std::optional<Packets>> next(std::size_t max_packets) override;
  [[nodiscard]] std::uint64_t bytes_read() const override;
  [[nodiscard]] std::uint64_t bytes_total() const override { return total_; }
  /// Over all files so far.
  [[nodiscard]] CaptureNotes notes() const;
  [[nodiscard]] const std::vector<Error>& problems() const { return problems_; }
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }

 private:
  [[nodiscard]] Result<bool> open_next();
  void close();

  std::vector<std::string> files_{};
  std::size_t position_ = 0;  ///< of the file to open next
  std::optional<CaptureReader> reader_{};
  std::vector<Error> problems_{};
  CaptureNotes notes_{};  ///< of files that were closed
  std::uint64_t read_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace vedette
