// SPDX-License-Identifier: Apache-2.0
/// Sizes that every back end can hold (docs/formats/store.md).
#pragma once

#include <cstddef>

namespace vedette {

inline constexpr std::size_t kMaxCollectionName = 60;   ///< bytes
inline constexpr std::size_t kMaxId = 200;              ///< bytes
inline constexpr std::size_t kMaxFieldName = 64;        ///< bytes
inline constexpr std::size_t kMaxFields = 64;           ///< per document
inline constexpr std::size_t kMaxFieldText = 16 << 10;  ///< bytes
inline constexpr std::size_t kMaxBody = 12 << 20;  ///< bytes; MongoDB's documents end at 16 MiB
inline constexpr std::size_t kMaxInValues = 1000;  ///< per condition
inline constexpr std::size_t kMaxPage = 10'000;    ///< documents

}  // namespace vedette
