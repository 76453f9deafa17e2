// SPDX-License-Identifier: Apache-2.0
/// What happens in the server, told to whoever listens: server-sent events (WHATWG HTML, 9.2) with
/// ids, so that a listener that was cut off goes on where it was.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "http/message.hpp"

namespace vedette {

/// Thread-safe. Keeps the last events; who asks for older ones is told so by an event `reset`.
class EventHub {
 public:
  static constexpr std::size_t kKept = 4096;
  static constexpr std::size_t kListeners = 256;

  EventHub();
  ~EventHub();

  /// `name` is a stable dotted word such as `run.changed`.
  void publish(std::string_view name, const Json& data);
  /// Events after `last_id` (0: from now on). Errors: `unavailable` above `kListeners`.
  [[nodiscard]] Result<std::shared_ptr<EventStream>> listen(std::uint64_t last_id);
  /// Keeps connections alive that nothing else is sent on; to be called every few seconds.
  void beat();
  /// Ends all streams; later ones end at once.
  void close();
  [[nodiscard]] std::uint64_t last_id() const;

 private:
  struct State;
  class Listener;
  std::shared_ptr<State> state_;
};

}  // namespace vedette
