// SPDX-License-Identifier: Apache-2.0
/// The catalogue entries, one per back end; each lives in the .cpp file of that name.
#pragma once

#include "store/store.hpp"

namespace vedette {

/// Keeps everything in this process: for tests and for comparing the others with.
[[nodiscard]] StoreEntry memory_store_entry();
/// One file, no server.
[[nodiscard]] StoreEntry sqlite_store_entry();
/// A MongoDB server or anything that speaks its protocol and the subset in docs/formats/store.md.
[[nodiscard]] StoreEntry mongodb_store_entry();

}  // namespace vedette
