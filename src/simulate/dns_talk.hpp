// SPDX-License-Identifier: Apache-2.0
/// DNS exchanges that several scenarios use.
#pragma once

#include <string>

#include "wire/dialogue.hpp"
#include "wire/dns_message.hpp"
#include "wire/draws.hpp"

namespace vedette {

/// A or AAAA question and its answer, after a delay that depends on whether it was cached.
void ask_for_address(Dialogue& talk, Draws& draws, const std::string& name);

/// Question and answer about anything.
void ask(Dialogue& talk, Draws& draws, const DnsQuestion& question,
         const std::vector<DnsAnswer>& answers);

/// No such name.
void ask_in_vain(Dialogue& talk, Draws& draws, const DnsQuestion& question);

/// A name such as `a1f3--c93.delivery-eu3.edge2.example`, as content networks use.
[[nodiscard]] std::string long_name(Draws& draws);

}  // namespace vedette
