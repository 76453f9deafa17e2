// SPDX-License-Identifier: Apache-2.0
#include "store/credentials.hpp"

#include <algorithm>
#include <charconv>

#include "data/text.hpp"
#include "store/store.hpp"

namespace vedette {
namespace {

constexpr std::string_view kMask = "***";

/// Options of MongoDB URIs whose values are secret, in lower case.
constexpr std::string_view kSecretOptions[] = {
    "tlscertificatekeyfilepassword", "sslclientcertificatekeypassword", "authmechanismproperties"};

/// What stands between `user:` and the last `@`: a password with an unescaped `@`, `/` or `?` is
/// an error in a URI, and must not be shown in the message about it.
std::string_view password_in(std::string_view uri) {
  const std::size_t authority = uri.find("://");
  const std::size_t at = uri.rfind('@');
  if (authority == std::string_view::npos || at == std::string_view::npos) return {};
  const std::size_t colon = uri.find(':', authority + 3);
  if (colon >= at) return {};
  return uri.substr(colon + 1, at - colon - 1);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    decoded.push_back(escape ? static_cast<char>(byte) : text[i]);
    if (escape) i += 2;
  }
  return decoded;
}

}  // namespace

std::vector<std::string_view> secrets_in(std::string_view uri) {
  std::vector<std::string_view> secrets;
  const std::string_view password = password_in(uri);
  if (!password.empty()) secrets.push_back(password);
  const std::size_t host =
      password.empty() ? 0
                       : static_cast<std::size_t>(password.data() - uri.data()) + password.size();
  std::size_t begin = uri.find('?', host);
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(uri.find('&', ++begin), uri.size());
    const std::string_view option = uri.substr(begin, end - begin);
    const std::size_t equals = std::min(option.find('='), option.size());
    if (std::ranges::count(kSecretOptions, lower_case(option.substr(0, equals))) > 0 &&
        equals + 1 < option.size())
      secrets.push_back(option.substr(equals + 1));
    begin = end == uri.size() ? std::string_view::npos : end;
  }
  return secrets;
}

std::string mask_credentials(std::string_view uri) {
  std::string masked;
  std::size_t copied = 0;
  for (const std::string_view secret : secrets_in(uri)) {
    const auto begin = static_cast<std::size_t>(secret.data() - uri.data());
    masked.append(uri.substr(copied, begin - copied)).append(kMask);
    copied = begin + secret.size();
  }
  return masked.append(uri.substr(copied));
}

SecretFilter::SecretFilter(std::string_view uri) {
  for (const std::string_view secret : secrets_in(uri)) {
    secrets_.emplace_back(secret);
    secrets_.push_back(percent_decoded(secret));
  }
}

std::string SecretFilter::clean(std::string text) const {
  for (const std::string& secret : secrets_) {
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += kMask.size())
      text.replace(at, secret.size(), kMask);
  }
  return text;
}

}  // namespace vedette
