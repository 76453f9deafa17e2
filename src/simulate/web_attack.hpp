// SPDX-License-Identifier: Apache-2.0
/// What attacks on web servers have in common: who talks to whom, and how often.
#pragma once

#include <string_view>

#include "simulate/planner.hpp"

namespace vedette {

/// What is said to the server of that name on one connection.
using WebAttackTalk = void (*)(Dialogue& talk, Draws& draws, std::string_view host);

/// In each campaign, one attacker opens so many connections to one web server, in the clear, as
/// the option `connections` says.
void plan_web_attack(Planner& planner, WebAttackTalk attack);

}  // namespace vedette
