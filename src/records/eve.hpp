// SPDX-License-Identifier: Apache-2.0
/// Suricata's EVE events: one JSON object a line.
#pragma once

#include <memory>
#include <string_view>

#include "records/line_parser.hpp"

namespace vedette {

/// Which events are rows. One flow may appear in all three, so only one kind is read at a time.
enum class EveEvents : std::uint8_t {
  flow,     ///< a flow that is over, both directions
  netflow,  ///< one direction of a flow
  alert,    ///< what had been seen of the flow when the alert was raised
};

/// What becomes the label of an alert.
enum class EveLabel : std::uint8_t { none, category, signature };

struct EveOptions {
  EveEvents events = EveEvents::flow;
  EveLabel label = EveLabel::none;
};

/// Other events are passed over. The fields are those of Suricata 4 to 8
/// (https://docs.suricata.io, "EVE JSON Format").
[[nodiscard]] std::unique_ptr<LineParser> eve_parser(const EveOptions& options);

/// Whether a file starts with an event.
[[nodiscard]] bool is_eve(std::string_view start);

}  // namespace vedette
