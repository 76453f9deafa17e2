// SPDX-License-Identifier: Apache-2.0
#include "http/body_receiver.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace vedette {
namespace {

constexpr std::uint64_t kFreeBytes = std::uint64_t{1} << 20;  // a ratio says nothing on so little
constexpr std::uint64_t kTrust = 64;     // times what has come in: room for what was announced
// For one read: as much again as has come in, so that who announces much and sends little holds
// little memory.
constexpr std::uint64_t kLeastRoom = std::uint64_t{16} << 10;
constexpr std::uint64_t kMostRoom = std::uint64_t{256} << 10;
constexpr std::uint64_t kPadding = 256;  // beyond the end, for parsers that read ahead

tl::unexpected<HttpFault> too_large() { return refuse(413, "The body is too large"); }

}  // namespace

BodyReceiver::~BodyReceiver() {
  if (fd_ >= 0) ::close(fd_);
}

BodyReceiver::BodyReceiver(BodyReceiver&& other) noexcept
    : request_(other.request_),
      rules_(std::move(other.rules_)),
      decoder_(std::move(other.decoder_)),
      fd_(std::exchange(other.fd_, -1)),
      announced_(other.announced_),
      received_(other.received_),
      kept_(other.kept_) {}

OrFault<BodyReceiver> BodyReceiver::start(Request& request, const BodyRules& rules) {
  BodyReceiver receiver(request, rules);
  if (rules.keep == BodyRules::Keep::nothing) return receiver;
  auto decoder = make_decoder(request.head.field("Content-Encoding"));
  if (!decoder) return tl::unexpected(std::move(decoder).error());
  receiver.decoder_ = std::move(*decoder);
  receiver.announced_ = request.head.content_length.value_or(0);
  if (receiver.announced_ > rules.max_bytes) return too_large();
  if (auto opened = receiver.open(); !opened) return tl::unexpected(std::move(opened).error());
  if (rules.keep == BodyRules::Keep::memory) receiver.make_room(kFreeBytes);
  return receiver;
}

/// For the whole body, but for no more than that on a mere announcement.
void BodyReceiver::make_room(std::uint64_t most) {
  request_->body.reserve(static_cast<std::size_t>(std::min(announced_, most) + kPadding));
}

OrFault<> BodyReceiver::open() {
  if (rules_.keep != BodyRules::Keep::file) return {};
  auto file = TemporaryFile::make(rules_.spool);
  if (!file) return refuse(500, "The body cannot be kept: " + file.error().message);
  request_->file = std::move(*file);
  fd_ = ::open(request_->file->path().c_str(), O_WRONLY | O_CLOEXEC);
  if (fd_ < 0) return refuse(500, "The body cannot be kept");
  return {};
}

OrFault<> BodyReceiver::add(std::string_view bytes) {
  received_ += bytes.size();
  if (!decoder_) return keep(bytes);
  return decoder_->decode(bytes, [this](std::string_view decoded) { return keep(decoded); });
}

bool BodyReceiver::has_room() const {
  return rules_.keep == BodyRules::Keep::memory && !decoder_ && kept_ < announced_;
}

std::span<char> BodyReceiver::room() {
  if (!has_room()) return {};
  std::string& body = request_->body;
  if (body.size() == kept_) {
    const std::uint64_t more = std::clamp(received_, kLeastRoom, kMostRoom);
    const std::uint64_t wanted = kept_ + std::min(announced_ - kept_, more);
    const bool is_trusted = received_ * kTrust >= announced_;  // early: what is there gets copied
    if (body.capacity() < (is_trusted ? announced_ : wanted)) make_room(received_ * kTrust);
    body.resize(wanted);
  }
  return std::span(body).subspan(kept_);
}

void BodyReceiver::commit(std::size_t bytes) {
  received_ += bytes;
  kept_ += bytes;
}

OrFault<> BodyReceiver::finish() {
  if (rules_.keep == BodyRules::Keep::memory) request_->body.resize(kept_);
  if (decoder_ && received_ > 0 && !decoder_->is_complete())
    return refuse(400, "The compressed body ends early");
  return {};
}

OrFault<> BodyReceiver::keep(std::string_view decoded) {
  kept_ += decoded.size();
  if (kept_ > rules_.max_bytes) return too_large();
  if (decoder_ && kept_ > kFreeBytes &&
      static_cast<double>(kept_) > rules_.decompression_ratio * static_cast<double>(received_))
    return refuse(413, "The body grows too much when it is decompressed");
  if (rules_.keep == BodyRules::Keep::memory) {
    if (kept_ > request_->body.capacity()) make_room(received_ * kTrust);
    request_->body.resize(kept_ - decoded.size());
    request_->body.append(decoded);
  }
  return rules_.keep == BodyRules::Keep::file ? write(decoded) : OrFault<>{};
}

OrFault<> BodyReceiver::write(std::string_view decoded) const {
  while (!decoded.empty()) {
    const ssize_t written = ::write(fd_, decoded.data(), decoded.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return refuse(errno == ENOSPC ? 507 : 500, "The body cannot be kept on disk");
    decoded.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace vedette
