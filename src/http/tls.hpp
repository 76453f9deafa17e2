// SPDX-License-Identifier: Apache-2.0
/// TLS 1.2 and 1.3 (OpenSSL) as a filter between ciphertext and plain bytes; it knows no sockets.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/server.hpp"

namespace vedette {

/// The server's side of one connection. Ciphertext goes in by `feed()` and out by
/// `take_output()`, after each other call, also while the handshake goes on.
class TlsSession {
 public:
  struct State;
  explicit TlsSession(std::unique_ptr<State> state);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  void feed(std::string_view ciphertext);
  /// Plain bytes that have come in: 0 when more ciphertext is needed, nullopt at the end of the
  /// session or when what came is not TLS.
  [[nodiscard]] std::optional<std::size_t> read(std::span<char> into);
  /// Encrypts all of it; false when the session is broken.
  [[nodiscard]] bool write(std::string_view plain);
  /// Says goodbye, so that the other end knows that nothing was cut off.
  void end();
  [[nodiscard]] std::string take_output();

 private:
  std::unique_ptr<State> state_;
};

/// Certificate and key for new connections; never changed once made, so shared among threads.
class TlsContext {
 public:
  struct State;
  explicit TlsContext(std::unique_ptr<State> state);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  /// Errors: `invalid_argument` naming the file, also when the key is of another certificate.
  [[nodiscard]] static Result<std::shared_ptr<const TlsContext>> load(const TlsFiles& files);
  [[nodiscard]] std::unique_ptr<TlsSession> new_session() const;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace vedette
