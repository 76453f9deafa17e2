// SPDX-License-Identifier: Apache-2.0
/// The Open Inference Protocol v2 over gRPC, on a port of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "http/server.hpp"
#include "serve/access_log.hpp"
#include "serve/world.hpp"

namespace vedette {

struct OipGrpcConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8081;  ///< 0: any free one
  /// Certificate and key are read again when the files change.
  std::optional<TlsFiles> tls{};
  int concurrency = 16;  ///< calls worked on at once; more are answered RESOURCE_EXHAUSTED
};

/// Answers from start() until stop(), by the same rules as HTTP: the same gate (a token in the
/// metadata `authorization: Bearer ...`), models, rows and verdicts.
class OipGrpcServer {
 public:
  /// `world` and `access_log` must outlive the server. Errors: `io` naming the address;
  /// `invalid_argument` for certificates that cannot be used.
  [[nodiscard]] static Result<std::unique_ptr<OipGrpcServer>> start(const OipGrpcConfig& config,
                                                                    ServeWorld& world,
                                                                    AccessLog& access_log);
  /// Stops at once, if stop() was not called before.
  ~OipGrpcServer();
  OipGrpcServer(const OipGrpcServer&) = delete;
  OipGrpcServer& operator=(const OipGrpcServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// Takes no more calls, and lets those under way finish for so long.
  void stop(std::chrono::milliseconds patience);

 private:
  struct State;
  explicit OipGrpcServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vedette
