// SPDX-License-Identifier: Apache-2.0
/// Failures as HTTP answers: problem details (RFC 9457) for our own API, and the forms that MLflow
/// and the Open Inference Protocol prescribe for theirs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "http/message.hpp"
#include "serve/route.hpp"

namespace vedette {

/// A fault of one place in the request's body (`pointer`: RFC 6901) or of a parameter (its name).
struct FieldFault {
  std::string pointer;
  std::string code;
  std::string detail;
};

/// What goes wrong in HTTP before our own functions are asked.
struct Problem {
  unsigned status = 500;
  std::string code;    ///< names the type: `/problems/<code>`
  std::string title;   ///< the same for every problem of that type
  std::string detail;  ///< of this one
  std::string hint{};
  InputPlace where{};
  std::vector<FieldFault> faults{};
  Fields fields{};  ///< header fields, such as Retry-After
};

/// One row of the list of problem types, for the reference.
struct ProblemType {
  std::string_view code;
  unsigned status;
  std::string_view title;
};
[[nodiscard]] std::span<const ProblemType> problem_types();

/// Status and type by the error's code. What is a fault of the server says no more than that to the
/// caller; the log has the rest.
[[nodiscard]] Problem problem_from(const Error& error);
/// Of a type that is in the list.
[[nodiscard]] Problem make_problem(std::string_view code, std::string detail,
                                   std::string hint = {});

/// `instance` is the request's id.
[[nodiscard]] Response to_response(const Problem& problem, ErrorForm form,
                                   std::string_view instance);

}  // namespace vedette
