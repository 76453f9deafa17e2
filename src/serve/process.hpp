// SPDX-License-Identifier: Apache-2.0
/// What the operating system says of this process (proc(5)).
#pragma once

#include <cstdint>

namespace vedette {

/// Zero where it could not be read.
struct ProcessFacts {
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_files = 0;
  double cpu_seconds = 0;
};

[[nodiscard]] ProcessFacts process_facts();

}  // namespace vedette
