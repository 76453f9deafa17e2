// SPDX-License-Identifier: Apache-2.0
#include "http/body_decoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <array>

#include "base/error.hpp"
#include "http/text.hpp"

namespace vedette {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr int kZstdWindowLog = 23;  // 8 MiB, which RFC 8878 asks every decoder to support

class GzipDecoder final : public BodyDecoder {
 public:
  GzipDecoder() {
    constexpr int kGzipOnly = 15 + 16;  // the largest window, gzip framing (zlib.h)
    check(inflateInit2(&stream_, kGzipOnly) == Z_OK, "zlib starts");
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  OrFault<> decode(std::string_view bytes, const BodySink& sink) override {
    std::array<char, kPieceBytes> piece;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      if (complete_) restart();
      stream_.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream_.avail_out = static_cast<uInt>(piece.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
        return refuse(400, "The body is not valid gzip");
      complete_ = status == Z_STREAM_END;
      if (auto taken = sink({piece.data(), piece.size() - stream_.avail_out}); !taken)
        return taken;
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return {};
  }
  [[nodiscard]] bool is_complete() const override { return complete_; }

 private:
  /// A gzip file may have several members (RFC 1952, 2.2).
  void restart() {
    if (stream_.avail_in == 0) return;
    inflateReset(&stream_);
    complete_ = false;
  }

  z_stream stream_{};
  bool complete_ = false;
};

class ZstdDecoder final : public BodyDecoder {
 public:
  ZstdDecoder() : stream_(ZSTD_createDStream()) {
    check(stream_ != nullptr, "libzstd starts");
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, kZstdWindowLog);
  }
  ~ZstdDecoder() override { ZSTD_freeDStream(stream_); }
  ZstdDecoder(const ZstdDecoder&) = delete;
  ZstdDecoder& operator=(const ZstdDecoder&) = delete;

  OrFault<> decode(std::string_view bytes, const BodySink& sink) override {
    std::array<char, kPieceBytes> piece;
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer out{piece.data(), piece.size(), 0};
      const std::size_t status = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(status) != 0) return refuse(400, "The body is not valid zstd");
      complete_ = status == 0;
      full = out.pos == out.size && !complete_;
      if (auto taken = sink({piece.data(), out.pos}); !taken) return taken;
    }
    return {};
  }
  [[nodiscard]] bool is_complete() const override { return complete_; }

 private:
  ZSTD_DStream* stream_;
  bool complete_ = false;
};

}  // namespace

OrFault<std::unique_ptr<BodyDecoder>> make_decoder(std::string_view content_encoding) {
  const std::string_view coding = trimmed(content_encoding);
  if (coding.empty() || same_token(coding, "identity")) return nullptr;
  if (same_token(coding, "gzip") || same_token(coding, "x-gzip"))
    return std::make_unique<GzipDecoder>();
  if (same_token(coding, "zstd")) return std::make_unique<ZstdDecoder>();
  return refuse(415, "The content codings understood are gzip and zstd");
}

}  // namespace vedette
