// SPDX-License-Identifier: Apache-2.0
/// Vectors that grow without writing zeros first.
#pragma once

#include <memory>
#include <utility>
#include <vector>

namespace vedette {

/// Elements that are made from nothing keep what the memory holds.
template <class T>
struct UnsetAllocator : std::allocator<T> {
  UnsetAllocator() = default;
  template <class U>
  constexpr UnsetAllocator(const UnsetAllocator<U>& /*other*/) noexcept {}

  template <class U>
  void construct(U* place) {
    ::new (static_cast<void*>(place)) U;
  }
  template <class U, class... From>
  void construct(U* place, From&&... from) {
    ::new (static_cast<void*>(place)) U(std::forward<From>(from)...);
  }
};

/// After resize() without a value, what is new is to be written before it is read. In a hot loop
/// that fills memory once, the zeros of std::vector cost as much as the values.
template <class T>
using UnsetVector = std::vector<T, UnsetAllocator<T>>;

}  // namespace vedette
