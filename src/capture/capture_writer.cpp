// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_writer.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <utility>

#include "base/file.hpp"

namespace vedette {
namespace {

constexpr std::uint32_t kMostFrameBytes = 262'144;
constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

template <std::size_t N>
std::array<std::uint8_t, 4 * N> little_endian(const std::array<std::uint32_t, N>& words) {
  std::array<std::uint8_t, 4 * N> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(words[i / 4] >> (8 * (i % 4)));
  return bytes;
}

constexpr std::array<std::uint32_t, 6> kFileHeader = {
    0xa1b2c3d4,    // microseconds
    2 | 4U << 16,  // version 2.4
    0,
    0,                // time zone and accuracy: unused
    kMostFrameBytes,  // longest frame
    1,                // LINKTYPE_ETHERNET
};

}  // namespace

struct CaptureWriter::State {
  std::filesystem::path path{};
  std::filesystem::path unfinished{};
  std::unique_ptr<std::FILE, CloseFile> file{};

  ~State() {
    if (!file) return;
    file.reset();
    std::error_code ignored;  // there is nobody to tell, and the file is of no use
    std::filesystem::remove(unfinished, ignored);
  }

  [[nodiscard]] tl::unexpected<Error> failed(std::string_view what) const {
    return fail(ErrorCode::io, fmt::format("cannot {}: {}", what, std::strerror(errno)), {},
                {path.string(), {}, {}, {}});
  }

  [[nodiscard]] Result<> put(std::span<const std::uint8_t> bytes) const {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size())
      return failed("write the capture");
    return {};
  }
};

CaptureWriter::CaptureWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaptureWriter::~CaptureWriter() = default;
CaptureWriter::CaptureWriter(CaptureWriter&&) noexcept = default;
CaptureWriter& CaptureWriter::operator=(CaptureWriter&&) noexcept = default;

Result<CaptureWriter> CaptureWriter::create(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->unfinished = path.string() + fmt::format(".{}.part", ::getpid());
  state->file.reset(std::fopen(state->unfinished.c_str(), "wbe"));
  if (!state->file) return state->failed("make the capture file");
  std::setvbuf(state->file.get(), nullptr, _IOFBF, kBufferBytes);
  VEDETTE_TRY(state->put(little_endian(kFileHeader)));
  return CaptureWriter(std::move(state));
}

Result<> CaptureWriter::write(TimeNs time, std::span<const std::uint8_t> frame) {
  const TimeNs whole_seconds = time / 1'000'000'000;
  const bool in_range = time >= 0 && whole_seconds <= std::numeric_limits<std::uint32_t>::max();
  if (!in_range || frame.size() > kMostFrameBytes)
    return fail(
        ErrorCode::invalid_argument,
        in_range ? fmt::format("a frame of {} bytes is too long for a capture file", frame.size())
                 : "the time of a packet is outside the years 1970 to 2106");
  const auto length = static_cast<std::uint32_t>(frame.size());
  const auto micros = static_cast<std::uint32_t>(time % 1'000'000'000 / 1'000);
  VEDETTE_TRY(state_->put(
      little_endian<4>({static_cast<std::uint32_t>(whole_seconds), micros, length, length})));
  return state_->put(frame);
}

Result<> CaptureWriter::finish() {
  if (std::fflush(state_->file.get()) != 0 || ::fsync(::fileno(state_->file.get())) != 0)
    return state_->failed("write the capture");
  std::error_code error;
  std::filesystem::rename(state_->unfinished, state_->path, error);
  if (error) {
    errno = error.value();
    return state_->failed("name the capture file");
  }
  state_->file.reset();
  return sync_directory(state_->path.has_parent_path() ? state_->path.parent_path() : ".");
}

}  // namespace vedette
