// SPDX-License-Identifier: Apache-2.0
/// One JSON line per request, written in blocks by a thread of its own (docs/formats/access-log.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"
#include "http/server.hpp"

namespace vedette {

/// What is logged of a request. Never a body, a query, a cookie or a token.
struct AccessEntry {
  TimeNs time = 0;
  std::string_view id;     ///< may be empty
  std::string_view trace;  ///< trace id of W3C Trace Context; may be empty
  std::string_view peer;
  std::string_view user;
  std::string_view method;
  std::string_view path;
  std::string_view route;  ///< its operation id; empty: none
  RequestOutcome outcome{};
};

/// Thread-safe; never blocks a request: what comes faster than the disk takes it is dropped and
/// counted. Keeps four old files of 64 MiB beside the present one.
class AccessLog {
 public:
  /// Keeps nothing.
  AccessLog();
  /// Errors: `io`.
  [[nodiscard]] static Result<AccessLog> open(const std::filesystem::path& file);
  ~AccessLog();
  AccessLog(AccessLog&&) noexcept;
  AccessLog& operator=(AccessLog&&) noexcept;

  void write(const AccessEntry& entry);
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vedette
