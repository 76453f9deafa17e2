// SPDX-License-Identifier: Apache-2.0
#include "simulate/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace vedette {
namespace {

constexpr MacAddress kRouterMac = {0x02, 0x00, 0x5e, 0x00, 0x00, 0x01};

Address ipv4(unsigned a, unsigned b, unsigned c, unsigned d) {
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(a), static_cast<std::uint8_t>(b),
                                static_cast<std::uint8_t>(c), static_cast<std::uint8_t>(d)};
  return Address::ipv4(bytes);
}

/// 2001:db8::/32 (RFC 3849), with the IPv4 address in its last four bytes.
Address ipv6_beside(const Address& v4) {
  std::uint8_t bytes[16] = {0x20, 0x01, 0x0d, 0xb8};
  std::copy(v4.bytes.begin() + 12, v4.bytes.begin() + 14, bytes + 6);
  std::copy(v4.bytes.begin() + 12, v4.bytes.end(), bytes + 12);
  return Address::ipv6(bytes);
}

/// Hosts are numbered through the last two bytes; in a block of its own, 0 and 255 stay free.
Address address_in(const Address& block, std::size_t number) {
  constexpr std::size_t kPerNet = 254;
  Address address = block;
  address.bytes[14] = static_cast<std::uint8_t>(block.bytes[14] + number / kPerNet);
  address.bytes[15] = static_cast<std::uint8_t>(block.bytes[15] + 1 + number % kPerNet);
  return address;
}

std::vector<OptionSpec> make_options() {
  const auto count = [](const char* name, std::int64_t standard, double low, double high,
                        const char* help) {
    return OptionSpec{.name = name,
                      .type = OptionType::integer,
                      .unit = "hosts",
                      .standard = standard,
                      .help = help,
                      .low = low,
                      .high = high};
  };
  const auto share = [](const char* name, double standard, double high, const char* help) {
    return OptionSpec{.name = name,
                      .type = OptionType::real,
                      .standard = standard,
                      .help = help,
                      .low = 0,
                      .high = high};
  };
  return {
      count("workstations", 40, 4, 4'000, "Desktops and laptops of the site"),
      count("iot_devices", 15, 1, 4'000, "Cameras, sensors and the like"),
      count("sites", 120, 4, 20'000, "Web sites that people of the site visit"),
      count("visitors", 150, 4, 20'000, "People outside who use the site's services"),
      count("attackers", 6, 1, 1'000, "Visitors that attack; at most half of all visitors"),
      count("infected", 4, 1, 1'000, "Workstations under foreign control; at most half of all"),
      share("ipv6_share", 0.3, 1, "Share of hosts that speak IPv6 besides IPv4"),
      share("loss", 0.003, 0.2, "Share of packets lost on the way outside"),
      share("reordering", 0.002, 0.2, "Share of packets overtaken on the way outside"),
      share("day_rhythm", 0.4, 1, "How far traffic swings with the time of day; 0: not at all"),
  };
}

}  // namespace

struct Network::Group {
  HostRole role;
  const char* name;
  std::size_t count;
  Address block;
  std::vector<System> systems;
  double distance_s = 0;  ///< median to the capture point beyond the router; 0: inside
};

std::span<const OptionSpec> network_options() {
  static const std::vector<OptionSpec> table = make_options();
  return table;
}

Network::Network(const Options& options, Draws draws)
    : ipv6_share_(options.real("ipv6_share")),
      loss_(options.real("loss")),
      reordering_(options.real("reordering")),
      rhythm_(options.real("day_rhythm")) {
  add_inside(options, draws);
  add_outside(options, draws);
  const auto at_most_half = [&](HostRole role, const char* option) {
    return std::min(static_cast<std::size_t>(options.integer(option)), of(role).size() / 2);
  };
  share(HostRole::attacker, HostRole::visitor, at_most_half(HostRole::visitor, "attackers"), draws);
  share(HostRole::infected, HostRole::workstation, at_most_half(HostRole::workstation, "infected"),
        draws);
  share(HostRole::controller, HostRole::site, 2, draws);
}

void Network::add_inside(const Options& options, Draws& draws) {
  using enum System;
  const auto number = [&](const char* name) {
    return static_cast<std::size_t>(options.integer(name));
  };
  add_group({HostRole::workstation,
             "pc",
             number("workstations"),
             ipv4(10, 20, 64, 0),
             {windows, windows, windows, macos, linux_desktop}},
            draws);
  add_group({HostRole::iot_device,
             "device",
             number("iot_devices"),
             ipv4(10, 20, 128, 0),
             {embedded, embedded, linux_server}},
            draws);
  const struct {
    HostRole role;
    const char* name;
    std::size_t count;
    System system;
  } rows[] = {
      {HostRole::router, "gateway", 1, linux_server},
      {HostRole::name_server, "ns", 2, linux_server},
      {HostRole::web_server, "www", 3, linux_server},
      {HostRole::mail_server, "mail", 1, linux_server},
      {HostRole::file_server, "files", 2, windows},
      {HostRole::shell_server, "shell", 3, linux_server},
      {HostRole::ftp_server, "ftp", 1, linux_server},
      {HostRole::terminal_server, "desk", 2, windows},
      {HostRole::database, "db", 1, linux_server},
      {HostRole::monitor, "watch", 1, linux_server},
      {HostRole::backup_server, "backup", 1, linux_server},
  };
  unsigned first = 0;  // each role has ten addresses of its own
  for (const auto& [role, name, count, system] : rows) {
    add_group({role, name, count, ipv4(10, 20, 10, first), {system}}, draws);
    first += 10;
  }
}

void Network::add_outside(const Options& options, Draws& draws) {
  using enum System;
  const auto number = [&](const char* name) {
    return static_cast<std::size_t>(options.integer(name));
  };
  const std::vector<System> people = {windows, windows, macos, linux_desktop, linux_server};
  add_group({HostRole::site, "site", number("sites"), ipv4(198, 18, 0, 0), {linux_server}, 0.03},
            draws);
  add_group({HostRole::content_network, "edge", 6, ipv4(198, 18, 128, 0), {linux_server}, 0.004},
            draws);
  add_group({HostRole::iot_cloud, "cloud", 3, ipv4(198, 18, 136, 0), {linux_server}, 0.02}, draws);
  add_group({HostRole::mail_peer, "mx", 12, ipv4(198, 18, 144, 0), {linux_server}, 0.03}, draws);
  add_group({HostRole::time_server, "time", 4, ipv4(198, 18, 152, 0), {linux_server}, 0.015},
            draws);
  add_group({HostRole::offsite_store, "store", 2, ipv4(198, 18, 160, 0), {linux_server}, 0.01},
            draws);
  add_group({HostRole::partner, "partner", 6, ipv4(198, 18, 168, 0), {linux_server}, 0.02}, draws);
  add_group({HostRole::reflector, "resolver", 40, ipv4(198, 18, 176, 0), {linux_server}, 0.05},
            draws);
  add_group({HostRole::visitor, "visitor", number("visitors"), ipv4(198, 19, 0, 0), people, 0.03},
            draws);
}

void Network::add_group(const Group& group, Draws& draws) {
  for (std::size_t i = 0; i < group.count; ++i)
    roles_[group.role].push_back(&hosts_.emplace_back(make_host(group, i, draws)));
}

Host Network::make_host(const Group& group, std::size_t number, Draws& draws) const {
  const bool inside = group.distance_s == 0;
  Host host;
  host.name = fmt::format("{}{}.{}", group.name, number + 1, inside ? "corp.example" : "example");
  host.ipv4 = address_in(group.block, number);
  host.system = draws.pick(group.systems);
  const bool speaks_ipv6 = group.role == HostRole::router || draws.chance(ipv6_share_);
  if (speaks_ipv6 && host.system != System::embedded) host.ipv6 = ipv6_beside(host.ipv4);
  if (inside) {
    const std::uint32_t tail = draws.bits32();
    host.mac = {0x02,
                0x00,
                static_cast<std::uint8_t>(tail >> 24),
                static_cast<std::uint8_t>(tail >> 16),
                host.ipv4.bytes[14],
                host.ipv4.bytes[15]};
    host.one_way_s = draws.log_normal(0.00015, 0.4, {0.00005, 0.002});
    host.bits_per_second = host.system == System::embedded ? 20e6 : 1e9;
    if (group.role == HostRole::router) host.mac = kRouterMac;
    return host;
  }
  host.mac = kRouterMac;
  host.one_way_s = draws.log_normal(group.distance_s, 0.6, {0.001, 0.2});
  host.jitter_s = host.one_way_s * draws.uniform(0.005, 0.05);
  host.bits_per_second = draws.log_normal(60e6, 0.8, {4e6, 1e9});
  host.loss = loss_ * draws.uniform(0, 1);
  host.reordering = reordering_ * draws.uniform(0, 2);
  host.hops = static_cast<std::uint8_t>(draws.whole(5, 18));
  return host;
}

void Network::share(HostRole role, HostRole with, std::size_t count, Draws& draws) {
  std::vector<const Host*> candidates = of(with);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, count); ++i) {
    const auto at = static_cast<std::size_t>(draws.whole(
        static_cast<std::int64_t>(i), static_cast<std::int64_t>(candidates.size()) - 1));
    std::swap(candidates[i], candidates[at]);
    roles_[role].push_back(candidates[i]);
  }
}

const std::vector<const Host*>& Network::of(HostRole role) const {
  const auto found = roles_.find(role);
  check(found != roles_.end(), "every role has a host");
  return found->second;
}

const Host& Network::any(HostRole role, Draws& draws) const {
  return *draws.pick(of(role));
}

const Host& Network::another(HostRole role, const Host& than, Draws& draws) const {
  check(of(role).size() > 1, "there is another host of the role");
  for (;;) {
    const Host& host = any(role, draws);
    if (&host != &than) return host;
  }
}

double Network::rhythm(TimeNs time) const {
  constexpr TimeNs kHour = 3600 * kSecond;
  constexpr double kBusiest = 14;
  const double hour = static_cast<double>(time % (24 * kHour)) / static_cast<double>(kHour);
  return 1 + rhythm_ * std::cos(2 * std::numbers::pi * (hour - kBusiest) / 24);
}

}  // namespace vedette
