// SPDX-License-Identifier: Apache-2.0
/// Bytes of one connection to requests: the head as a value, the body in pieces. No sockets, so
/// that a fuzzer can feed it.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "http/fault.hpp"
#include "http/message.hpp"

namespace vedette {

/// What the head says about the message itself.
struct RequestFraming {
  bool http_1_1 = true;
  bool keep_alive = true;
  bool expects_continue = false;
  bool has_body = false;  ///< a body of more than no bytes may follow
};

/// Part of a body, still in the bytes it was read from.
struct BodyPiece {
  std::size_t used = 0;     ///< bytes of the input that are dealt with
  std::string_view data{};  ///< what of them is body
};

/// One request after the other; `next()` between them. Its storage is used again.
class RequestParser {
 public:
  explicit RequestParser(std::size_t header_bytes);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Reads a whole head from the start of `bytes`. Returns the bytes it takes, 0 when more are
  /// needed. Fills method, target, path, query, fields and content_length of `head()`.
  [[nodiscard]] OrFault<std::size_t> read_head(std::string_view bytes);
  [[nodiscard]] RequestHead& head();
  [[nodiscard]] const RequestFraming& framing() const;

  /// Takes the next piece of the body from the start of `bytes`; 0 used when more are needed.
  [[nodiscard]] OrFault<BodyPiece> read_body(std::string_view bytes);
  /// The whole message has been read.
  [[nodiscard]] bool is_done() const;
  /// Makes it ready for the next request; `head()` is empty then.
  void next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
