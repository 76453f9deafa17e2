// SPDX-License-Identifier: Apache-2.0
/// Fewer page faults for big columns.
#pragma once

#include <cstddef>

namespace vedette {

/// Asks the system to back memory that is about to be filled with large pages, where it has such
/// and this is worth while: filling fresh memory otherwise costs a fault for each 4 KiB, which can
/// take as long as parsing the numbers that go there. Only speed depends on the answer.
void prefer_large_pages(void* memory, std::size_t bytes);

}  // namespace vedette
