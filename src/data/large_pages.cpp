// SPDX-License-Identifier: Apache-2.0
#include "data/large_pages.hpp"

#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace vedette {

void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__)
  constexpr std::size_t kWorthWhile = std::size_t{256} << 10;  // neighbours share a large page
  constexpr std::uintptr_t kPage = 4096;
  if (bytes < kWorthWhile) return;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory) / kPage * kPage;
  const auto end = reinterpret_cast<std::uintptr_t>(memory) + bytes;
  static_cast<void>(::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE));
#endif
}

}  // namespace vedette
