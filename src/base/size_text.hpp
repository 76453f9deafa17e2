// SPDX-License-Identifier: Apache-2.0
/// Sizes as people read them.
#pragma once

#include <cstdint>
#include <string>

namespace vedette {

/// `12.3 MB`, in powers of a thousand.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

}  // namespace vedette
