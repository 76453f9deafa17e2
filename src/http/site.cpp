// SPDX-License-Identifier: Apache-2.0
#include "http/site.hpp"

#include <ctime>
#include <utility>
#include <vector>

#include "http/connection.hpp"
#include "http/response_head.hpp"

namespace vedette {

std::chrono::steady_clock::time_point coarse_now() {
  using namespace std::chrono;
  std::timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);  // as CLOCK_MONOTONIC was at the last tick
  return steady_clock::time_point(seconds(now.tv_sec) + nanoseconds(now.tv_nsec));
}

ConnectionSite::ConnectionSite(ServerShared& shared, std::shared_ptr<NetLoop> loop,
                               std::uint64_t seed)
    : shared_(shared), loop_(std::move(loop)), ids_(seed) {}

void ConnectionSite::add(std::shared_ptr<Connection> connection) {
  connections_.insert(std::move(connection));
}

void ConnectionSite::remove(const std::shared_ptr<Connection>& connection) {
  connections_.erase(connection);
  shared_.connections.fetch_sub(1);
  shared_.on_gone();
}

// The loops below go over a copy, because connections remove themselves on the way.

void ConnectionSite::sweep() {
  const auto now = std::chrono::steady_clock::now();
  std::vector<std::shared_ptr<Connection>> late;
  for (const auto& connection : connections_)
    if (connection->is_late(now)) late.push_back(connection);
  for (const auto& connection : late) connection->on_late();
}

void ConnectionSite::drain() {
  draining_ = true;
  const std::vector all(connections_.begin(), connections_.end());
  for (const auto& connection : all) connection->drain();
}

std::size_t ConnectionSite::cut_all() {
  const std::vector all(connections_.begin(), connections_.end());
  std::size_t cut = 0;
  for (const auto& connection : all) cut += connection->cut() ? 1U : 0U;
  return cut;
}

const std::string& ConnectionSite::date(TimeNs now) {
  const TimeNs second = now / 1'000'000'000;
  if (second != date_second_) {
    date_second_ = second;
    date_ = http_date(now);
  }
  return date_;
}

std::string ConnectionSite::new_id() {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string id = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::uint64_t bits[2] = {ids_.next(), ids_.next()};
  for (std::size_t i = 0; i < id.size(); ++i) {
    std::uint64_t& half = bits[i * 2 / id.size()];  // 15 digits from the first, 16 from the other
    if (id[i] != 'x' && id[i] != 'y') continue;
    id[i] = kHex[id[i] == 'x' ? half & 0xf : 0x8 | (half & 0x3)];
    half >>= 4;
  }
  return id;
}

}  // namespace vedette
