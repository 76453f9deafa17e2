// SPDX-License-Identifier: Apache-2.0
// A connection's bytes: the first one chooses in which steps they arrive, the rest are requests.
// What comes out must not depend on the steps, and heads that are let through must be clean.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/request_parser.hpp"
#include "http/trace_context.hpp"

namespace vedette {
namespace {

constexpr std::size_t kHeaderBytes = 4096;

/// Everything that was understood, up to the first fault.
struct Understood {
  std::string text{};
  unsigned fault = 0;
};

void check_head(const RequestHead& head) {
  check(head.path.starts_with('/'), "paths start with a slash");
  check(("/" + head.path + "/").find("/../") == std::string::npos, "no path leads upwards");
  check(head.path.find('\0') == std::string::npos, "no path has a NUL");
  for (const auto& [name, value] : head.fields)
    check(!name.empty() && value.find_first_of("\r\n") == std::string::npos,
          "fields have names and one line");
  static_cast<void>(parse_traceparent(head.field("traceparent")));
  static_cast<void>(head.cookie("session"));
}

class Reader {
 public:
  /// Takes what it can from the start of `bytes`; 0 when it needs more or has met a fault.
  std::size_t take(std::string_view bytes) {
    if (bytes.empty() || understood_.fault != 0) return 0;
    return in_body_ ? take_body(bytes) : take_head(bytes);
  }
  [[nodiscard]] const Understood& understood() const { return understood_; }

 private:
  std::size_t take_head(std::string_view bytes) {
    const auto used = parser_.read_head(bytes);
    if (!used) return stop(used.error());
    if (*used == 0) return 0;
    check_head(parser_.head());
    understood_.text += parser_.head().path + '\n';
    in_body_ = true;
    end_message();
    return *used;
  }
  std::size_t take_body(std::string_view bytes) {
    const auto piece = parser_.read_body(bytes);
    if (!piece) return stop(piece.error());
    check(piece->used <= bytes.size(), "no more is used than there is");
    understood_.text += piece->data;
    end_message();
    return piece->used;
  }
  void end_message() {
    if (!parser_.is_done()) return;
    parser_.next();
    in_body_ = false;
  }
  std::size_t stop(const HttpFault& fault) {
    understood_.fault = fault.status;
    return 0;
  }

  RequestParser parser_{kHeaderBytes};
  bool in_body_ = false;
  Understood understood_{};
};

Understood read_in_steps(std::string_view bytes, std::size_t step) {
  Reader reader;
  std::size_t begin = 0;
  for (std::size_t end = std::min(step, bytes.size());; end = std::min(end + step, bytes.size())) {
    while (const std::size_t used = reader.take(bytes.substr(begin, end - begin))) begin += used;
    if (end == bytes.size()) return reader.understood();
  }
}

}  // namespace
}  // namespace vedette

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = vedette::read_in_steps(bytes, bytes.size() + 1);
  const auto stepped = vedette::read_in_steps(bytes, std::size_t{data[0]} + 1);
  vedette::check(whole.fault == stepped.fault, "faults do not depend on how bytes arrive");
  vedette::check(whole.text == stepped.text, "requests do not depend on how bytes arrive");
  return 0;
}
