// SPDX-License-Identifier: Apache-2.0
/// Keeps passwords out of everything that is printed, logged or returned.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// The secret parts of a URI as they stand in it: the password, and the values of options such as
/// `tlsCertificateKeyFilePassword`. Views into `uri`, in order, never empty.
[[nodiscard]] std::vector<std::string_view> secrets_in(std::string_view uri);

/// Removes the secrets of one URI from texts that others wrote, such as a library's messages.
class SecretFilter {
 public:
  explicit SecretFilter(std::string_view uri);
  /// `text` with every secret, as written in the URI and percent-decoded, replaced by `***`.
  [[nodiscard]] std::string clean(std::string text) const;

 private:
  std::vector<std::string> secrets_;
};

}  // namespace vedette
