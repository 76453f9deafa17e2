// SPDX-License-Identifier: Apache-2.0
#include "flow_files/flow_labels.hpp"

#include <algorithm>
#include <limits>

namespace vedette {
namespace {

constexpr std::string_view kBenign = "benign";
constexpr std::string_view kAttempted = " - Attempted";
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Both addresses in this order; ports and protocol are compared afterwards.
std::uint64_t hash_of_pair(const Address& from, const Address& to) {
  return hash_of(FlowKey{.low = {from, 0}, .high = {to, 1}, .vlan = 0, .protocol = 0});
}

bool is_single(const std::optional<AddressBlock>& block) { return block && block->bits == 128; }

bool covers(const std::optional<AddressBlock>& block, const Address& address) {
  return !block || block->contains(address);
}

bool matches(const ScheduleRow& rule, const Endpoint& from, const Endpoint& to, const Flow& flow) {
  return flow.first >= rule.start && flow.first <= rule.end &&
         (!rule.protocol || *rule.protocol == flow.key.protocol) &&
         covers(rule.initiator, from.address) && covers(rule.responder, to.address) &&
         rule.initiator_ports.contains(from.port) && rule.responder_ports.contains(to.port);
}

}  // namespace

FlowLabels::FlowLabels(std::vector<ScheduleRow> rules) {
  for (ScheduleRow& rule : rules) {
    const auto number = static_cast<std::uint32_t>(rules_.size());
    if (is_single(rule.initiator) && is_single(rule.responder))
      by_pair_[hash_of_pair(rule.initiator->first, rule.responder->first)].push_back(number);
    else
      open_.push_back(number);
    std::string attempted = rule.label + std::string(kAttempted);
    rules_.push_back({std::move(rule), std::move(attempted)});
  }
}

const FlowLabels::Named* FlowLabels::find(const Endpoint& from, const Endpoint& to,
                                          const Flow& flow) const {
  std::uint32_t best = kNone;
  const auto look = [&](const std::vector<std::uint32_t>& numbers) {
    for (const std::uint32_t number : numbers)
      if (number < best && matches(rules_[number].rule, from, to, flow)) best = number;
  };
  const auto found = by_pair_.find(hash_of_pair(from.address, to.address));
  if (found != by_pair_.end()) look(found->second);
  look(open_);
  return best == kNone ? nullptr : &rules_[best];
}

std::string_view FlowLabels::label_of(const Flow& flow) const {
  const Named* named = find(flow.initiator(), flow.responder(), flow);
  const bool start_unknown =
      flow.key.protocol != kTcp || (flow.tcp_events & (kFwdSyn | kBwdSynAck)) == 0;
  bool turned = false;
  if (named == nullptr && start_unknown) {
    named = find(flow.responder(), flow.initiator(), flow);
    turned = named != nullptr;
  }
  if (named == nullptr) return kBenign;
  const Side& attacker = turned ? flow.backward : flow.forward;
  return named->rule.attempted_without_payload && attacker.payload.sum == 0
             ? std::string_view(named->attempted)
             : std::string_view(named->rule.label);
}

}  // namespace vedette
