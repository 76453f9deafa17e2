// SPDX-License-Identifier: Apache-2.0
#include "simulate/web_attack.hpp"

namespace vedette {

void plan_web_attack(Planner& planner, WebAttackTalk attack) {
  for (const TimeSpan& campaign : planner.campaigns()) {
    const Host& attacker = planner.any(HostRole::attacker);
    const Host& victim = planner.any(HostRole::web_server);
    for (std::int64_t left = planner.integer("connections"); left > 0; --left)
      planner.tcp({.at = planner.moment(campaign),
                   .client = &attacker,
                   .server = &victim,
                   .server_port = 80,
                   .talk = [attack, host = victim.name](Dialogue& talk, Draws& own) {
                     attack(talk, own, host);
                   }});
  }
}

}  // namespace vedette
