// SPDX-License-Identifier: Apache-2.0
#include "wire/tcp_stack.hpp"

#include <algorithm>
#include <array>

namespace vedette {
namespace {

using enum TcpOption;

const std::vector<TcpOption> kLinuxOrder = {mss, sack, timestamps, nop, window_scale};
const std::vector<TcpOption> kWindowsOrder = {mss, nop, window_scale, nop, nop, sack};
const std::vector<TcpOption> kMacosOrder = {mss, nop,        window_scale, nop,
                                            nop, timestamps, sack,         end};

const std::array<TcpStack, 6>& stacks() {
  static const std::array<TcpStack, 6> all = {{
      {.name = "linux server", .syn_options = kLinuxOrder, .syn_window = 64'240},
      {.name = "linux desktop",
       .syn_options = kLinuxOrder,
       .window_scale = 8,
       .syn_window = 65'535,
       .receive_window = 65'792},
      {.name = "windows",
       .ttl = 128,
       .syn_options = kWindowsOrder,
       .window_scale = 8,
       .syn_window = 64'240,
       .receive_window = 131'072,
       .syn_attempts = 4,
       .ephemeral_low = 49'152,
       .ephemeral_high = 65'535},
      {.name = "macos",
       .syn_options = kMacosOrder,
       .window_scale = 6,
       .syn_window = 65'535,
       .receive_window = 131'712,
       .ephemeral_low = 49'152,
       .ephemeral_high = 65'535},
      {.name = "embedded",
       .syn_options = {mss},
       .mss = 1'440,
       .window_scale = 0,
       .syn_window = 5'744,
       .receive_window = 5'744,
       .most_window = 5'744,
       .initial_segments = 4,
       .delayed_ack_s = 0.1,
       .first_timeout_s = 3.0,
       .syn_attempts = 4,
       .ephemeral_low = 49'152,
       .ephemeral_high = 65'535},
      // Sends what it likes past the operating system, once.
      {.name = "raw tool",
       .syn_options = {mss},
       .window_scale = 0,
       .syn_window = 1'024,
       .receive_window = 1'024,
       .most_window = 1'024,
       .syn_attempts = 2},
  }};
  return all;
}

}  // namespace

bool TcpStack::offers(TcpOption option) const {
  return std::ranges::find(syn_options, option) != syn_options.end();
}

const TcpStack& stack_of(System system) {
  return stacks()[static_cast<std::size_t>(system)];
}

}  // namespace vedette
