// SPDX-License-Identifier: Apache-2.0
/// The files of the web UI, embedded in the program, packed beforehand.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "http/message.hpp"

namespace vedette {

/// One file of the UI. `gzip` and `brotli` are empty where packing does not pay.
struct UiAsset {
  std::string_view path;  ///< `/assets/index-Ab12.js`; the page itself is `/index.html`
  std::string_view content_type;
  std::string_view bytes;
  std::string_view gzip;
  std::string_view brotli;
};

/// Made by the build; empty when the UI was left out.
[[nodiscard]] std::span<const UiAsset> ui_assets();

/// The answer for a path of the UI: a file, or the page for every other path that has no extension,
/// or that a browser goes to. nullopt when the UI has nothing there.
[[nodiscard]] std::optional<Response> ui_answer(const RequestHead& head);

/// Header fields that every page is sent with: what the browser may do with it.
[[nodiscard]] const Fields& page_security_fields();

}  // namespace vedette
