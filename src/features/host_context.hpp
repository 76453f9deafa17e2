// SPDX-License-Identifier: Apache-2.0
/// What the two hosts of a flow did just before: counts over the last flows of each, in the manner
/// of the host features that made KDD'99 and UNSW-NB15 useful.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "flow/flow.hpp"

namespace vedette {

/// Counts over the flows of one host, this flow included, that were reported in the last minute:
/// at most the last 64. Where the clock of the capture goes back, counting starts anew.
struct HostWindow {
  std::uint32_t flows = 0;
  std::uint32_t peers = 0;       ///< distinct other hosts
  std::uint32_t ports = 0;       ///< distinct responder ports
  std::uint32_t same_port = 0;   ///< with this flow's responder port
  std::uint32_t same_peer = 0;   ///< with this flow's other host
  std::uint32_t unanswered = 0;  ///< without a packet from the responder
  std::uint32_t rejected = 0;    ///< answered by a reset before any payload
};

struct HostCounts {
  HostWindow initiator{};  ///< flows that the initiator began
  HostWindow responder{};  ///< flows that came to the responder
};

/// Windows of many hosts in bounded memory: a set-associative table whose least recently used
/// entry makes way, so the counts of a host may start again under a flood of hosts. Flows must be
/// given in the order in which they are reported. Not thread-safe.
class HostContext {
 public:
  static constexpr TimeNs kWindowNs = 60'000'000'000;
  static constexpr std::size_t kWindowFlows = 64;

  HostContext();
  ~HostContext();
  HostContext(HostContext&&) noexcept;
  HostContext& operator=(HostContext&&) noexcept;
  /// Counts of this flow, which from now on counts for others; an early record does not.
  [[nodiscard]] HostCounts add(const Flow& flow, TimeNs reported);

 private:
  /// One flow as the windows of its hosts remember it.
  struct Entry {
    TimeNs reported = 0;
    std::uint32_t peer = 0;  ///< hash of the other host
    std::uint16_t port = 0;
    bool unanswered = false;
    bool rejected = false;
  };
  class Window;
  struct Host {
    Address address{};
    std::uint64_t used = 0;             ///< 0: free
    std::unique_ptr<Window> window{};  ///< made when the place is first taken
  };
  enum class Keep : bool { no, yes };

  [[nodiscard]] Window& window_of(std::vector<Host>& table, const Address& address);

  std::vector<Host> initiators_;
  std::vector<Host> responders_;
  std::uint64_t uses_ = 0;
};

}  // namespace vedette
