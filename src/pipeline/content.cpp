// SPDX-License-Identifier: Apache-2.0
#include "pipeline/content.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <vector>

#include "data/raw_input.hpp"

namespace vedette {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

/// Hands all raw bytes of the input over, and tells their hash.
Result<std::string> drain(const std::string& path,
                          const std::function<Result<>(std::span<const char>)>& take) {
  RawInput input = VEDETTE_TRY(RawInput::open(path, Hashing::sha256));
  std::vector<char> buffer(kChunk);
  for (;;) {
    const std::size_t got = VEDETTE_TRY(input.read(buffer));
    if (got == 0) return input.content_sha256();
    VEDETTE_TRY(take({buffer.data(), got}));
  }
}

}  // namespace

Result<std::string> content_sha256_of(const std::string& path) {
  return drain(path, [](std::span<const char>) -> Result<> { return {}; });
}

SpooledInput::SpooledInput(std::string path) : path_(std::move(path)) {}

SpooledInput::SpooledInput(SpooledInput&& other) noexcept
    : path_(std::exchange(other.path_, std::string())) {}

SpooledInput::~SpooledInput() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

Result<SpooledInput> SpooledInput::make(const std::filesystem::path& directory) {
  SpooledInput copy((directory / fmt::format("stdin-{}", ::getpid())).string());
  std::ofstream file(copy.path_, std::ios::binary | std::ios::trunc);
  VEDETTE_TRY(drain("-", [&](std::span<const char> bytes) -> Result<> {
    if (file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return {};
    return fail(ErrorCode::io, fmt::format("cannot write '{}'", copy.path_), "is the disk full?");
  }));
  file.close();
  if (!file) return fail(ErrorCode::io, fmt::format("cannot write '{}'", copy.path_));
  return copy;
}

}  // namespace vedette
