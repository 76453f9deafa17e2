// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "data/schema.hpp"

// Whatever is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto schema =
      vedette::parse_schema({reinterpret_cast<const char*>(data), size}, "fuzz.yaml");
  if (!schema) return 0;
  const auto again = vedette::parse_schema(vedette::to_yaml(*schema), "again.yaml");
  vedette::check(again.has_value(), "a written schema can be read");
  vedette::check(again->fingerprint() == schema->fingerprint(), "writing keeps the meaning");
  return 0;
}
