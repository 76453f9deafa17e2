// SPDX-License-Identifier: Apache-2.0
#include "serve/event_hub.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace vedette {

struct EventHub::State {
  struct Event {
    std::uint64_t id = 0;
    std::string text;  ///< as it goes out
  };
  mutable std::mutex mutex;
  std::deque<Event> kept;
  std::uint64_t last_id = 0;
  bool closed = false;
  std::vector<std::weak_ptr<Listener>> listeners;

  [[nodiscard]] std::string since(std::uint64_t id) const;
};

class EventHub::Listener final : public EventStream {
 public:
  Listener(std::shared_ptr<State> state, std::uint64_t last_id)
      : state_(std::move(state)), last_id_(last_id) {}

  std::optional<std::string> take() override {
    const std::scoped_lock lock(state_->mutex);
    if (state_->closed) return std::nullopt;
    std::string text = std::exchange(beat_, {});
    text += state_->since(last_id_);
    last_id_ = state_->last_id;
    return text;
  }

  void notify(std::function<void()> wake) override {
    const std::scoped_lock lock(state_->mutex);
    wake_ = std::move(wake);
  }

  /// With the state's mutex held.
  void add_beat() { beat_ = ": alive\n\n"; }
  [[nodiscard]] std::function<void()> wake() const { return wake_; }

 private:
  std::shared_ptr<State> state_;
  std::uint64_t last_id_;
  std::string beat_{};
  std::function<void()> wake_{};
};

std::string EventHub::State::since(std::uint64_t id) const {
  std::string text;
  const std::uint64_t oldest = kept.empty() ? last_id + 1 : kept.front().id;
  // An id from before a restart is larger than any of ours; one too old is smaller.
  if (id > last_id || id + 1 < oldest)
    text += fmt::format("id: {}\nevent: reset\ndata: {{}}\n\n", last_id);
  if (id > last_id) return text;
  for (const Event& event : kept)
    if (event.id > id) text += event.text;
  return text;
}

EventHub::EventHub() : state_(std::make_shared<State>()) {}
EventHub::~EventHub() { close(); }

namespace {

/// Called without the lock: a waker may come back to the hub at once.
void wake_all(const std::vector<std::function<void()>>& wakers) {
  for (const auto& wake : wakers)
    if (wake) wake();
}

}  // namespace

void EventHub::publish(std::string_view name, const Json& data) {
  std::vector<std::function<void()>> wakers;
  {
    const std::scoped_lock lock(state_->mutex);
    const std::uint64_t id = ++state_->last_id;
    state_->kept.push_back(
        {id, fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, name, dump_json(data))});
    if (state_->kept.size() > kKept) state_->kept.pop_front();
    for (const auto& weak : state_->listeners)
      if (const auto listener = weak.lock()) wakers.push_back(listener->wake());
  }
  wake_all(wakers);
}

Result<std::shared_ptr<EventStream>> EventHub::listen(std::uint64_t last_id) {
  const std::scoped_lock lock(state_->mutex);
  std::erase_if(state_->listeners, [](const auto& weak) { return weak.expired(); });
  if (state_->listeners.size() >= kListeners)
    return fail(ErrorCode::unavailable, "too many listen to events already");
  auto listener =
      std::make_shared<Listener>(state_, last_id == 0 ? state_->last_id : last_id);
  listener->add_beat();  // the first bytes tell the other end that it is connected
  state_->listeners.push_back(listener);
  return listener;
}

void EventHub::beat() {
  std::vector<std::function<void()>> wakers;
  {
    const std::scoped_lock lock(state_->mutex);
    for (const auto& weak : state_->listeners)
      if (const auto listener = weak.lock()) {
        listener->add_beat();
        wakers.push_back(listener->wake());
      }
  }
  wake_all(wakers);
}

void EventHub::close() {
  std::vector<std::function<void()>> wakers;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->closed = true;
    for (const auto& weak : state_->listeners)
      if (const auto listener = weak.lock()) wakers.push_back(listener->wake());
  }
  wake_all(wakers);
}

std::uint64_t EventHub::last_id() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->last_id;
}

}  // namespace vedette
