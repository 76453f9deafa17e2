// SPDX-License-Identifier: Apache-2.0
/// Flow records that exporters send by UDP.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "ingest/flow_source.hpp"

namespace vedette {

struct CollectorOptions {
  std::string listen = "127.0.0.1:2055";  ///< address and port; IPv6 addresses in brackets
  Clock clock{};
  TimeNs until = 0;       ///< end of the input by that clock; 0: never
  std::stop_token stop{};  ///< ends the input too
};

/// NetFlow v5, v9 and IPFIX export packets from a bound UDP socket. A batch comes at least every
/// tenth of a second, empty when nothing came. Damaged packets become rejected rows; what the
/// kernel dropped because it came too fast is in notes().
/// Errors: `invalid_argument` for the address, `io` where it cannot be bound.
[[nodiscard]] Result<std::unique_ptr<FlowSource>> collect_netflow(const CollectorOptions& options);

}  // namespace vedette
