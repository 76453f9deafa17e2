// SPDX-License-Identifier: Apache-2.0
#include "data/unpack.hpp"

#include <fmt/format.h>

namespace vedette {
namespace {

class PlainUnpacker final : public Unpacker {
 public:
  Result<std::size_t> read(RawInput& input, std::span<char> into) override {
    return input.read(into);
  }
  bool is_plain() const override { return true; }
};

struct Magic {
  std::string_view bytes;
  std::string_view name;
  std::unique_ptr<Unpacker> (*make)();  ///< nullptr: recognised, and not read
};

constexpr Magic kMagic[] = {
    {"\x1F\x8B", "gzip", make_gzip_unpacker},
    {"\x28\xB5\x2F\xFD", "Zstandard", make_zstd_unpacker},
    {"\xFD"
     "7zXZ",
     "xz", nullptr},
    {"BZh", "bzip2", nullptr},
    {"PK\x03\x04", "zip", nullptr},
    {"7z\xBC\xAF", "7-Zip", nullptr},
    {"\x04\x22\x4D\x18", "LZ4", nullptr},
    {"PAR1", "Parquet", nullptr},
};

tl::unexpected<Error> malformed_at(const RawInput& input, std::uint64_t byte, std::string message) {
  InputPlace place{input.name(), {}, {}, {}};
  place.byte = static_cast<std::int64_t>(byte);
  return fail(ErrorCode::malformed, std::move(message), "copy or download the file again",
              std::move(place));
}

}  // namespace

std::unique_ptr<Unpacker> make_plain_unpacker() {
  return std::make_unique<PlainUnpacker>();
}

Result<std::unique_ptr<Unpacker>> make_unpacker(RawInput& input) {
  const std::string_view start = VEDETTE_TRY(input.peek());
  for (const Magic& magic : kMagic) {
    if (!start.starts_with(magic.bytes)) continue;
    if (magic.make != nullptr) return magic.make();
    return fail(ErrorCode::unsupported,
                fmt::format("'{}' is a {} file, which is not read", input.name(), magic.name),
                "unpack it first; gzip and Zstandard are read as they are");
  }
  return make_plain_unpacker();
}

tl::unexpected<Error> ends_early(const RawInput& input) {
  return malformed_at(input, input.bytes_read(),
                      fmt::format("the compressed data ends early at byte {}", input.bytes_read()));
}

tl::unexpected<Error> damaged(const RawInput& input, std::size_t not_yet_used,
                              std::string_view reason) {
  const std::uint64_t byte = input.bytes_read() - not_yet_used;
  return malformed_at(
      input, byte, fmt::format("the compressed data is damaged before byte {}: {}", byte, reason));
}

}  // namespace vedette
