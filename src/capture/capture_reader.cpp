// SPDX-License-Identifier: Apache-2.0
#include "capture/capture_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "capture/capture_format.hpp"

namespace vedette {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;  // fits the second-level cache

ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Formats that people try, by their first bytes.
std::string_view other_format(std::string_view start) {
  if (start.starts_with(std::string_view("snoop\0\0\0", 8))) return "a snoop capture";
  if (start.starts_with("RTSS") || start.starts_with("GMBU")) return "a Network Monitor capture";
  if (start.starts_with("TRSNIFF data    \x1a")) return "a Sniffer capture";
  if (start.starts_with("ERF")) return "an ERF capture";
  return {};
}

InputPlace place_in(const ByteSource& source) {
  InputPlace place;
  place.file = source.name();
  return place;
}

tl::unexpected<Error> no_capture(const ByteSource& source, std::string_view start) {
  const std::string_view what = other_format(start);
  if (start.empty())
    return fail(ErrorCode::malformed, "the file is empty", {}, place_in(source));
  return fail(ErrorCode::unsupported,
              what.empty() ? fmt::format("'{}' is no capture file", source.name())
                           : fmt::format("'{}' is {}", source.name(), what),
              "captures are pcap or pcapng, plain, gzip or Zstandard; editcap turns others into them",
              place_in(source));
}

}  // namespace

struct CaptureReader::State {
  ByteSource source;
  std::unique_ptr<CaptureFormat> format;
  std::vector<char> buffer = std::vector<char>(kBufferBytes);
  std::size_t begin = 0;        ///< of what was not handed out yet
  std::size_t end = 0;
  std::uint64_t offset = 0;     ///< of `begin` in the unpacked file
  bool at_end = false;
  std::optional<Error> failure{};  ///< found after packets that were to be handed out first
  std::vector<PacketView> packets{};
  CaptureNotes notes{};

  [[nodiscard]] ByteSpan left() const {
    return as_bytes(std::string_view(buffer.data() + begin, end - begin));
  }
  [[nodiscard]] Result<> fill(std::size_t wanted);
  [[nodiscard]] Error damage(std::string_view problem) const;
  void take(const CaptureStep& step);
  [[nodiscard]] std::optional<std::size_t> collect(std::size_t max_packets);
};

/// Moves what is left to the front and reads until `wanted` bytes are there or the file ends.
Result<> CaptureReader::State::fill(std::size_t wanted) {
  std::memmove(buffer.data(), buffer.data() + begin, end - begin);
  end -= begin;
  begin = 0;
  if (buffer.size() < wanted) buffer.resize(wanted);
  while (end < wanted && !at_end) {
    const std::size_t count = VEDETTE_TRY(source.read(std::span(buffer).subspan(end)));
    at_end = count == 0;
    end += count;
  }
  return {};
}

Error CaptureReader::State::damage(std::string_view problem) const {
  InputPlace place = place_in(source);
  place.byte = static_cast<std::int64_t>(offset);
  return Error{.code = ErrorCode::malformed,
               .message = std::string(problem),
               .hint = "packets before it were read; capture or copy the file again",
               .where = place};
}

void CaptureReader::State::take(const CaptureStep& step) {
  begin += step.size;
  offset += step.size;
  if (step.kind == CaptureStep::Kind::other) {
    ++notes.other_blocks;
    return;
  }
  ++notes.packets;
  notes.without_time += step.has_time ? 0 : 1;
  notes.cut_short += step.packet.bytes.size() < step.packet.wire_bytes ? 1 : 0;
  packets.push_back(step.packet);
}

/// Takes complete packets out of the buffer; tells how many bytes are wanted for the next one.
std::optional<std::size_t> CaptureReader::State::collect(std::size_t max_packets) {
  while (packets.size() < max_packets) {
    const CaptureStep step = format->step(left());
    if (step.kind == CaptureStep::Kind::need_more) return step.size;
    if (step.kind == CaptureStep::Kind::damaged) {
      failure = damage(step.problem);
      break;
    }
    take(step);
  }
  return std::nullopt;
}

CaptureReader::CaptureReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaptureReader::~CaptureReader() = default;
CaptureReader::CaptureReader(CaptureReader&&) noexcept = default;
CaptureReader& CaptureReader::operator=(CaptureReader&&) noexcept = default;

Result<CaptureReader> CaptureReader::open(ByteSource source) {
  const std::string start = VEDETTE_TRY(source.peek(32));
  std::unique_ptr<CaptureFormat> format;
  if (is_pcap(as_bytes(start))) format = make_pcap();
  if (is_pcapng(as_bytes(start))) format = make_pcapng();
  if (format == nullptr) return no_capture(source, start);
  return CaptureReader(std::make_unique<State>(State{std::move(source), std::move(format)}));
}

Result<std::optional<PacketSource::Packets>> CaptureReader::next(std::size_t max_packets) {
  State& state = *state_;
  state.packets.clear();
  if (state.failure) return tl::unexpected(*state.failure);
  while (const std::optional<std::size_t> wanted = state.collect(max_packets)) {
    if (!state.packets.empty()) break;
    VEDETTE_TRY(state.fill(*wanted));
    if (state.end >= *wanted) continue;
    if (state.end == 0) return std::nullopt;
    state.failure = state.damage("the file ends in the middle of a packet");
    break;
  }
  if (state.packets.empty() && state.failure) return tl::unexpected(*state.failure);
  return Packets(state.packets);
}

std::uint64_t CaptureReader::bytes_read() const { return state_->source.bytes_read(); }
std::uint64_t CaptureReader::bytes_total() const { return state_->source.bytes_total(); }
const CaptureNotes& CaptureReader::notes() const { return state_->notes; }
const ByteSource& CaptureReader::bytes() const { return state_->source; }

bool is_capture(std::string_view start) {
  return is_pcap(as_bytes(start)) || is_pcapng(as_bytes(start));
}

}  // namespace vedette
