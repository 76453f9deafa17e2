// SPDX-License-Identifier: Apache-2.0
/// What is wrong with a request, in the words of HTTP.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace vedette {

/// The answer that a bad request deserves. After it the connection ends, because where the next
/// request would begin is not known.
struct HttpFault {
  unsigned status = 400;
  std::string detail;  ///< one sentence for the one who sent it
};

template <class T = void>
using OrFault = tl::expected<T, HttpFault>;

[[nodiscard]] inline tl::unexpected<HttpFault> refuse(unsigned status, std::string detail) {
  return tl::unexpected<HttpFault>(HttpFault{status, std::move(detail)});
}

}  // namespace vedette
