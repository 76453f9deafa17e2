// SPDX-License-Identifier: Apache-2.0
/// Requests and responses as plain values: what the transport hands to the application and gets
/// back. Nothing here knows sockets, routes or users.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"

namespace vedette {

/// `other` is every token that is not listed; TRACE and CONNECT never reach the application.
enum class HttpMethod { get, head, post, put, patch, delete_, options, other };
[[nodiscard]] std::string_view to_string(HttpMethod method);

/// Header fields and query parameters, in the order in which they came. Names of header fields
/// compare without case (RFC 9110, 5.1).
using Fields = std::vector<std::pair<std::string, std::string>>;

/// A file that is gone when its last owner goes: a request body too large for memory.
class TemporaryFile {
 public:
  /// Creates an empty file of mode 0600 below `directory`. Errors: `io`.
  [[nodiscard]] static Result<std::shared_ptr<TemporaryFile>> make(
      const std::filesystem::path& directory);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Everything of a request but its body.
struct RequestHead {
  HttpMethod method = HttpMethod::get;
  std::string target{};  ///< as sent, with the query
  std::string path;    ///< percent-decoded, without the query; starts with `/`, no `..` or
                       ///< NUL; `/` for `OPTIONS *`
  Fields query{};      ///< percent-decoded
  Fields fields{};     ///< header fields as sent
  std::string peer{};  ///< address of the other end, without its port
  bool encrypted = false;               ///< came over TLS
  std::string id{};                     ///< X-Request-Id, given or made
  std::optional<std::uint64_t> content_length{};
  TimeNs received_at = 0;

  /// First value; empty when there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
  [[nodiscard]] std::string_view query_value(std::string_view name) const;
  [[nodiscard]] bool has_query(std::string_view name) const;
  /// Value of a cookie of that name; empty when there is none.
  [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

struct Request {
  RequestHead head;
  std::string body{};                          ///< decoded (gzip, zstd); empty when in `file`
  std::shared_ptr<TemporaryFile> file{};       ///< the body where the plan said `spool`
};

/// Texts that follow each other: who makes them side by side need not join them.
using BodyParts = std::vector<std::string>;

/// A body made piece by piece while it is sent. Called on a worker thread, never twice at once.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  /// The next piece; one without a byte at the end. An error cuts the connection, so that nobody
  /// takes half an answer for a whole one.
  [[nodiscard]] virtual Result<BodyParts> next() = 0;
};

/// A body that goes on as things happen (server-sent events, a log that grows). Its functions are
/// called on the network thread, so they must be quick. It is let go when the other end leaves.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// What has come up since the last call; empty when nothing has. nullopt ends the response.
  [[nodiscard]] virtual std::optional<std::string> take() = 0;
  /// `wake` is to be called, from any thread, when `take()` has something again; calls after the
  /// response has ended do no harm. Called once, before the first `take()`.
  virtual void notify(std::function<void()> wake) = 0;
};

/// Bytes that live longer than any response: files embedded in the program, text made once.
struct SharedBody {
  std::string_view bytes;
  std::shared_ptr<const void> owner{};  ///< none for static storage
};

using AnyBody = std::variant<std::string, BodyParts, SharedBody, std::unique_ptr<BodyStream>,
                             std::shared_ptr<EventStream>>;

struct Response {
  unsigned status = 200;
  std::string content_type{};  ///< empty: no such field
  Fields fields{};             ///< further ones; not `Connection` or those that frame the body
  AnyBody body{};
  bool close = false;  ///< end the connection after it
};

}  // namespace vedette
