// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <vector>

#include "data/unpack.hpp"

namespace vedette {
namespace {

class ZstdUnpacker final : public Unpacker {
 public:
  ZstdUnpacker() : stream_(ZSTD_createDStream()), buffer_(ZSTD_DStreamInSize() * 2) {
    check(stream_ != nullptr, "libzstd starts");
  }
  ~ZstdUnpacker() override { ZSTD_freeDStream(stream_); }
  ZstdUnpacker(const ZstdUnpacker&) = delete;
  ZstdUnpacker& operator=(const ZstdUnpacker&) = delete;

  Result<std::size_t> read(RawInput& input, std::span<char> into) override {
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && !drains_) {
        const std::size_t got = VEDETTE_TRY(input.read(buffer_));
        in_ = {buffer_.data(), got, 0};
        if (got == 0 && between_frames_) return 0;
        if (got == 0) return ends_early(input);
      }
      const std::size_t status = ZSTD_decompressStream(stream_, &out, &in_);
      if (ZSTD_isError(status) != 0)
        return damaged(input, in_.size - in_.pos, ZSTD_getErrorName(status));
      between_frames_ = status == 0;
      // A full output may hide unpacked bytes that need no further input.
      drains_ = out.pos == out.size && !between_frames_;
    }
    return out.pos;
  }

 private:
  ZSTD_DStream* stream_;
  std::vector<char> buffer_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool between_frames_ = true;
  bool drains_ = false;
};

}  // namespace

std::unique_ptr<Unpacker> make_zstd_unpacker() {
  return std::make_unique<ZstdUnpacker>();
}

}  // namespace vedette
