// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <vector>

#include "data/unpack.hpp"

namespace vedette {
namespace {

constexpr std::size_t kInputBytes = std::size_t{256} << 10;
constexpr int kGzipOnly = 15 + 16;  // the largest window, gzip framing (zlib.h, inflateInit2)

class GzipUnpacker final : public Unpacker {
 public:
  GzipUnpacker() : buffer_(kInputBytes) {
    check(inflateInit2(&stream_, kGzipOnly) == Z_OK, "zlib starts");
  }
  ~GzipUnpacker() override { inflateEnd(&stream_); }
  GzipUnpacker(const GzipUnpacker&) = delete;
  GzipUnpacker& operator=(const GzipUnpacker&) = delete;

  Result<std::size_t> read(RawInput& input, std::span<char> into) override {
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      if (!VEDETTE_TRY(has_input(input))) {
        if (between_members_) return 0;
        return ends_early(input);
      }
      if (between_members_ && VEDETTE_TRY(skip_padding(input))) continue;
      VEDETTE_TRY(inflate_some(input));
    }
    return wanted - stream_.avail_out;
  }

 private:
  Result<bool> has_input(RawInput& input) {
    if (stream_.avail_in > 0) return true;
    const std::size_t got = VEDETTE_TRY(input.read(buffer_));
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return got > 0;
  }

  /// Tapes and some tools fill up the last block with zeros; gzip ignores them, and so do we.
  Result<bool> skip_padding(RawInput& input) {
    if (*stream_.next_in == 0) {
      ++stream_.next_in;
      --stream_.avail_in;
      return true;
    }
    if (!first_member_ && *stream_.next_in != 0x1F)
      return damaged(input, stream_.avail_in, "something else follows the gzip data");
    inflateReset(&stream_);
    between_members_ = false;
    first_member_ = false;
    return false;
  }

  Result<> inflate_some(RawInput& input) {
    const int status = inflate(&stream_, Z_NO_FLUSH);
    if (status == Z_STREAM_END) between_members_ = true;
    if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR) return {};
    return damaged(input, stream_.avail_in,
                   stream_.msg != nullptr ? stream_.msg : "not valid gzip");
  }

  z_stream stream_{};
  std::vector<char> buffer_;
  bool between_members_ = true;
  bool first_member_ = true;
};

}  // namespace

std::unique_ptr<Unpacker> make_gzip_unpacker() {
  return std::make_unique<GzipUnpacker>();
}

}  // namespace vedette
