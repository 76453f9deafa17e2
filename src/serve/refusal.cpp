// SPDX-License-Identifier: Apache-2.0
#include "serve/refusal.hpp"

#include "serve/problem.hpp"

namespace vedette {

Response refuse_field(const Call& call, std::string pointer, const Error& error) {
  Problem problem = problem_from(error);
  problem.faults.push_back({std::move(pointer), std::string(to_string(error.code)),
                            error.message});
  return to_response(problem, ErrorForm::problem, call.request.head.id);
}

Response refuse_row(const Call& call, const RejectedRow& row, const std::string& pointer) {
  Problem problem = make_problem("schema_mismatch", "the row cannot be scored");
  const std::string place =
      row.column.empty() ? pointer : pointer + "/" + pointer_token(row.column);
  problem.faults.push_back({place, row.rule, row.message});
  return to_response(problem, ErrorForm::problem, call.request.head.id);
}

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~')
      token += "~0";
    else if (c == '/')
      token += "~1";
    else
      token += c;
  }
  return token;
}

}  // namespace vedette
