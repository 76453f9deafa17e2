// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/backends.hpp"
#include "store/store.hpp"

namespace vedette {
namespace {

std::vector<std::string> all_schemes() {
  std::vector<std::string> schemes;
  for (const StoreEntry& entry : store_catalog())
    schemes.insert(schemes.end(), entry.uri_schemes.begin(), entry.uri_schemes.end());
  return schemes;
}

tl::unexpected<Error> unknown_scheme(std::string_view scheme) {
  const std::vector<std::string> schemes = all_schemes();
  const std::string near = nearest_word(scheme, schemes);
  return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not a kind of store", scheme),
              near.empty() ? fmt::format("begin the URI with one of: {}", fmt::join(schemes, ", "))
                           : fmt::format("did you mean '{}:'?", near));
}

}  // namespace

std::span<const StoreEntry> store_catalog() {
  static const std::vector<StoreEntry> entries = {
      sqlite_store_entry(),
      mongodb_store_entry(),
      memory_store_entry(),
  };
  return entries;
}

Result<std::unique_ptr<Store>> open_store(std::string_view uri) {
  return open_store(uri, nullptr);
}

Result<std::unique_ptr<Store>> open_store(std::string_view uri, const Json& options) {
  const std::size_t colon = uri.find(':');
  if (colon == std::string_view::npos)
    return fail(ErrorCode::invalid_argument, "a store is named by a URI",
                "such as sqlite:/var/lib/vedette/store.db or mongodb://localhost/vedette");
  const std::string_view scheme = uri.substr(0, colon);
  for (const StoreEntry& entry : store_catalog()) {
    if (std::ranges::find(entry.uri_schemes, scheme) == entry.uri_schemes.end()) continue;
    const Options checked = VEDETTE_TRY(Options::make(entry.options, options));
    return entry.open(uri, checked);
  }
  return unknown_scheme(scheme);
}

}  // namespace vedette
