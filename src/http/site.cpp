// SPDX-License-Identifier: Apache-2.0
#include "http/site.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "http/connection.hpp"
#include "http/response_head.hpp"

namespace vedette {

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
  const std::uint64_t high = ids_.next();
  const std::uint64_t low = ids_.next();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}", high >> 32, high >> 16 & 0xffff,
                     high & 0xfff, 8 | (low >> 62), low >> 48 & 0xfff, low & 0xffff'ffff'ffff);
}

}  // namespace vedette
