// SPDX-License-Identifier: Apache-2.0
/// How functions fail here: they return `Result<T>`, never throw, and an `Error` says what is
/// wrong, where in the input, and what to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace vedette {

/// What kind of failure this is; `exit_status()` maps it for the command line.
enum class ErrorCode {
  invalid_argument,  ///< the caller asked for something that makes no sense
  not_found,         ///< a named file, dataset, model ... does not exist
  already_exists,    ///< a name is taken
  io,                ///< the operating system refused
  malformed,         ///< bytes do not follow their format
  schema_mismatch,   ///< well-formed data, but not of this schema or model
  unsupported,       ///< known, and deliberately not done
  conflict,          ///< somebody else changed it first
  unavailable,       ///< a server or store cannot be reached now
  cancelled,         ///< the user stopped it
  too_large,         ///< over a stated limit
  gate_failed,       ///< a quality gate said no
  internal,          ///< a fault of this program
};

/// Name of the code as printed and logged, such as `schema_mismatch`.
[[nodiscard]] std::string_view to_string(ErrorCode code);

/// Exit status of the process for a failure: 1 in general, 2 usage, 3 bad data, 4 gate,
/// 5 store unreachable, 130 cancelled.
[[nodiscard]] int exit_status(ErrorCode code);

/// A place in the *input*. Rows and columns count from 1 as people do; bytes from 0.
struct InputPlace {
  std::string file;                  ///< file name or `-` for standard input; may be empty
  std::optional<std::int64_t> row;   ///< 1-based data row (the header is not a row)
  std::string column;                ///< column name, or its number where it has none
  std::optional<std::int64_t> byte;  ///< 0-based offset in the (uncompressed) input
};

/// Text form `file, row 3, column src_bytes, byte 120`; empty when nothing is known.
[[nodiscard]] std::string to_string(const InputPlace& place);

/// One failure, as a value. `message` is one sentence without a final full stop.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
  std::string hint{};                ///< what the user can do; may be empty
  InputPlace where{};
  std::vector<std::string> while_doing{};  ///< outermost last

  /// Adds a "while ..." line on the way up.
  Error&& during(std::string what) &&;
};

/// The whole error as people read it, over one or several lines.
[[nodiscard]] std::string to_string(const Error& error);

/// A value or the reason there is none.
template <class T = void>
using Result = tl::expected<T, Error>;

/// Makes the failing side of a `Result`.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message,
                                                std::string hint = {}, InputPlace where = {}) {
  return tl::unexpected<Error>(
      Error{code, std::move(message), std::move(hint), std::move(where), {}});
}

namespace detail {
template <class T>
T take(Result<T>& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
}  // namespace detail

/// `auto x = VEDETTE_TRY(f());` takes the value or returns the error from this function.
/// One per statement: do not nest.
#define VEDETTE_TRY(expression)                                            \
  __extension__({                                                          \
    auto vedette_result = (expression);                                    \
    if (!vedette_result)                                                   \
      return ::tl::unexpected(std::move(vedette_result).error());          \
    ::vedette::detail::take(vedette_result);                               \
  })

/// Ends the process with the reason when a fact that *our code* guarantees does not hold; on in
/// release builds too. Never for user input.
void check(bool condition, std::string_view why_it_must_hold);

}  // namespace vedette
