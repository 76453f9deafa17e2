// SPDX-License-Identifier: Apache-2.0
/// What two programs say to each other: the script that TCP or UDP then carries.
#pragma once

#include <string>
#include <vector>

#include "wire/host.hpp"

namespace vedette {

/// One message. It is written `delay_s` after its side has received everything said before (and
/// has written its own earlier messages).
struct Message {
  CallSide from = CallSide::client;
  std::string bytes{};
  double delay_s = 0;
};

/// How a TCP connection ends after the last message.
enum class Ending {
  client_closes,  ///< FIN, and the server answers with its own
  server_closes,
  client_resets,  ///< RST instead of FIN
  server_resets,
  abandoned,  ///< nobody says anything any more
};

class Dialogue {
 public:
  void client(std::string bytes, double delay_s = 0) {
    messages_.push_back({CallSide::client, std::move(bytes), delay_s});
  }
  void server(std::string bytes, double delay_s = 0) {
    messages_.push_back({CallSide::server, std::move(bytes), delay_s});
  }
  void end(Ending how, double delay_s = 0.0005) {
    ending_ = how;
    ending_delay_s_ = delay_s;
  }

  [[nodiscard]] const std::vector<Message>& messages() const { return messages_; }
  [[nodiscard]] Ending ending() const { return ending_; }
  [[nodiscard]] double ending_delay_s() const { return ending_delay_s_; }

 private:
  std::vector<Message> messages_;
  Ending ending_ = Ending::client_closes;
  double ending_delay_s_ = 0.0005;
};

}  // namespace vedette
