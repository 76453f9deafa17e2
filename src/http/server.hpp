// SPDX-License-Identifier: Apache-2.0
/// The HTTP/1.1 server (RFC 9110, RFC 9112) on Boost.Beast: connections, limits, TLS, threads. What
/// a request means is the application's business.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
#include "http/message.hpp"

namespace vedette {

/// What is to happen with a request whose header has been read.
struct RequestPlan {
  enum class Body {
    refuse,  ///< a body is an error
    memory,  ///< read into `Request::body`
    spool,   ///< written to a file as it comes in
  };
  enum class Where {
    inline_,  ///< on the network thread: must not block, and be done within about a millisecond
    worker,   ///< on a worker thread; waits in a bounded queue, 503 when that is full
  };
  Body body = Body::refuse;
  std::uint64_t max_body = 0;  ///< bytes, after decompression; above it 413
  Where where = Where::inline_;
  /// An answer without reading the body: nothing found, not allowed, too large.
  std::optional<Response> answer{};
  /// What the application found out and wants back with the request (route, user).
  std::shared_ptr<const void> state{};
};

/// What a request came to, for the access log and the metrics.
struct RequestOutcome {
  unsigned status = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::chrono::nanoseconds took{};  ///< from the complete header to the last byte of the response
};

/// The other side of the transport. All functions are called from several threads at once and must
/// not throw (what they throw all the same becomes a 500).
class Application {
 public:
  virtual ~Application() = default;
  /// Called on a network thread when the header is in.
  [[nodiscard]] virtual RequestPlan plan(const RequestHead& head) = 0;
  /// Called where the plan said, with the whole request, whose body may be changed or taken.
  [[nodiscard]] virtual Response respond(Request& request, const RequestPlan& plan) = 0;
  /// What to answer to faults that the transport finds: malformed or oversized requests, time-outs
  /// that can still be answered (400, 408, 413, 415, 431, 503 ...). `head` is null where none could
  /// be read.
  [[nodiscard]] virtual Response fault(unsigned status, const std::string& detail,
                                       const RequestHead* head) = 0;
  /// Called on a network thread, once for each call of `plan()`, after the last byte of the
  /// response went out or the connection broke (status 0: before there was an answer).
  virtual void finished(const RequestHead& head, const RequestPlan& plan,
                        const RequestOutcome& outcome) = 0;
};

/// Limits that hold for every connection.
struct ServerLimits {
  std::size_t header_bytes = 16 * 1024;
  std::chrono::milliseconds header_time{10'000};   ///< for a whole header
  std::chrono::milliseconds idle_time{75'000};     ///< between requests
  std::uint64_t body_bytes_per_second = 1024;      ///< slower senders are cut off
  std::chrono::milliseconds body_grace{10'000};    ///< before the rate of a body counts
  std::chrono::milliseconds write_time{30'000};    ///< without any byte being taken
  std::uint64_t requests_per_connection = 1'000'000;
  std::size_t connections = 16'384;                ///< further ones wait to be accepted
  std::size_t queue = 256;                         ///< requests waiting for a worker
  double decompression_ratio = 200;                ///< of a compressed body, beyond 1 MiB
};

struct TlsFiles {
  std::filesystem::path certificate;  ///< PEM chain
  std::filesystem::path key;          ///< PEM
};

struct ServerConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
  /// Listens already on address and port, and belongs to the server from here on; none: it opens one.
  std::optional<int> socket{};
  std::optional<TlsFiles> tls{};
  int threads = 2;  ///< network threads
  int workers = 2;  ///< threads for requests that take time
  Fields fields{};  ///< of every response
  std::filesystem::path spool;
  ServerLimits limits{};
};

struct ServerLoad {
  std::size_t connections = 0;
  std::size_t queued = 0;       ///< requests waiting for a worker
  std::size_t queue_limit = 0;
  std::uint64_t refused = 0;    ///< requests answered 503 because the queue was full
};

/// Runs from `start()` until `stop()`.
class Server {
 public:
  struct State;
  explicit Server(std::unique_ptr<State> state);  ///< for `start()`
  /// Binds, and starts the threads. `application` and `log` must outlive the server. Errors: `io`
  /// naming the address (in use, not ours), `invalid_argument` for unusable certificates.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerConfig& config,
                                                             Application& application,
                                                             const Log& log);
  /// Stops at once, if `drain()` was not called before.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] ServerLoad load() const;
  /// Reads certificate and key again; connections that are open keep theirs. Errors:
  /// `invalid_argument`, and the old ones stay in use.
  [[nodiscard]] Result<> reload_tls();
  /// Accepts nothing more, lets requests under way finish (at most `patience`), closes idle
  /// connections and event streams, and joins the threads. True when none had to be cut off.
  bool drain(std::chrono::milliseconds patience);

 private:
  std::unique_ptr<State> state_;
};

}  // namespace vedette
