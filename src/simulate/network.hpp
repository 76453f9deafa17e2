// SPDX-License-Identifier: Apache-2.0
/// The simulated site and the internet around it, seen from a capture point at the site's core
/// switch. All addresses are reserved for documentation, benchmarks or private use.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <vector>

#include "base/options.hpp"
#include "wire/draws.hpp"
#include "wire/host.hpp"

namespace vedette {

/// What hosts are there for. One host can have several roles: an attacker is also a visitor.
enum class HostRole {
  // Inside.
  workstation,
  iot_device,
  router,
  name_server,
  web_server,
  mail_server,
  file_server,
  shell_server,
  ftp_server,
  terminal_server,
  database,
  monitor,
  backup_server,
  // Outside.
  site,
  content_network,
  iot_cloud,
  mail_peer,
  time_server,
  offsite_store,
  partner,
  visitor,
  reflector,
  // Both are also something harmless: a visitor, a workstation, a site.
  attacker,
  infected,
  controller,
};

/// Options: numbers of hosts, share of IPv6, loss and reordering, day rhythm.
[[nodiscard]] std::span<const OptionSpec> network_options();

class Network {
 public:
  Network(const Options& options, Draws draws);

  /// At least one host for every role.
  [[nodiscard]] const std::vector<const Host*>& of(HostRole role) const;
  [[nodiscard]] const Host& any(HostRole role, Draws& draws) const;
  /// Of one role, but another host than `than`; the role must have two.
  [[nodiscard]] const Host& another(HostRole role, const Host& than, Draws& draws) const;

  /// How busy people are at this time of day: 1 on average, greatest at 14:00 UTC.
  [[nodiscard]] double rhythm(TimeNs time) const;

 private:
  struct Group;
  void add_inside(const Options& options, Draws& draws);
  void add_outside(const Options& options, Draws& draws);
  void add_group(const Group& group, Draws& draws);
  void share(HostRole role, HostRole with, std::size_t count, Draws& draws);
  [[nodiscard]] Host make_host(const Group& group, std::size_t number, Draws& draws) const;

  std::deque<Host> hosts_;
  std::map<HostRole, std::vector<const Host*>> roles_;
  double ipv6_share_;
  double loss_;
  double reordering_;
  double rhythm_;
};

}  // namespace vedette
