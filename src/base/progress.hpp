// SPDX-License-Identifier: Apache-2.0
/// How long work reports how far it is and hears that it should stop. Modules call it; `cli` and
/// `serve` decide what becomes of it.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace vedette {

/// `done` of `total` units (`total` 0 when unknown) of the named piece of work.
using ProgressFunction =
    std::function<void(std::string_view what, std::uint64_t done, std::uint64_t total)>;

/// Handed down to anything that may take longer than a second. Both parts may be empty.
struct WorkContext {
  std::stop_token stop{};
  ProgressFunction on_progress{};
  int threads = 1;

  void progress(std::string_view what, std::uint64_t done, std::uint64_t total) const {
    if (on_progress) on_progress(what, done, total);
  }
  [[nodiscard]] bool stopped() const { return stop.stop_requested(); }
};

}  // namespace vedette
