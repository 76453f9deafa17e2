// SPDX-License-Identifier: Apache-2.0
/// Routes as rows of data: from one table come dispatch, permissions, limits, the OpenAPI document
/// and the tests that walk it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/principal.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "http/server.hpp"

namespace vedette {

struct ServeWorld;

/// Values of the `{name}` segments of a route's path, in their order.
using PathValues = std::vector<std::pair<std::string_view, std::string>>;

/// What a handler is called with; all of it outlives the call.
struct Call {
  Request& request;  ///< the handler may use its body up
  const PathValues& path;
  const Principal& who;
  ServeWorld& world;

  /// The value of a path segment; the route has it.
  [[nodiscard]] const std::string& segment(std::string_view name) const;
};

using RouteHandler = Result<Response> (*)(const Call& call);

/// A path segment or query parameter, as the reference describes it.
struct RouteParameter {
  enum class In { path, query, header } in = In::query;
  std::string name;
  std::string type = "string";  ///< of JSON Schema
  std::string help;
  std::string example{};
  bool required = false;
  bool repeats = false;
};

/// One form in which a body may come or go; `schema` is a component of the OpenAPI document, or
/// empty for text and bytes.
struct RouteBody {
  std::string media_type;
  std::string schema{};
  std::string example{};  ///< exact text; executed by a test where it is a request
};

struct RouteAnswer {
  unsigned status = 200;
  std::string help;
  std::vector<RouteBody> forms{};
};

/// Whose conventions errors follow.
enum class ErrorForm {
  problem,  ///< RFC 9457
  mlflow,   ///< {"error_code", "message"}
  oip,      ///< {"error"}
};

struct Route {
  HttpMethod method = HttpMethod::get;
  std::string path;  ///< `/api/v1/models/{model}`: literal segments and `{name}` ones
  std::string id;    ///< operationId: unique, in camelCase
  std::string tag{};  ///< group in the reference
  std::string summary{};
  std::string description{};
  std::optional<Scope> scope{};  ///< what the caller must be allowed; none: anybody
  std::vector<RouteParameter> parameters{};
  std::vector<RouteBody> takes{};  ///< none: no body
  std::vector<RouteAnswer> answers{};
  RequestPlan::Body body = RequestPlan::Body::refuse;
  std::uint64_t max_body = 0;
  RequestPlan::Where where = RequestPlan::Where::worker;
  ErrorForm errors = ErrorForm::problem;
  /// Where `body` says `spool`: bodies of a known length up to this many bytes stay in memory.
  std::uint64_t memory_body = 0;
  /// Where `where` says `worker`: requests whose body has at most this many bytes, known beforehand
  /// and not compressed, are handled on the network thread. 0: none.
  std::uint64_t quick_body = 0;
  /// Whether such a request will not wait for anything now; none: it never does.
  bool (*is_ready)(const RequestHead& head, const PathValues& path, const ServeWorld& world) =
      nullptr;
  RouteHandler handle = nullptr;
};

inline constexpr std::uint64_t kKiB = 1024;
inline constexpr std::uint64_t kMiB = 1024 * kKiB;
inline constexpr std::uint64_t kGiB = 1024 * kMiB;

}  // namespace vedette
