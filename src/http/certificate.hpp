// SPDX-License-Identifier: Apache-2.0
/// Certificates to start with: a self-signed one for a server that has none, and what to tell
/// people about the one in use.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/time.hpp"
#include "http/server.hpp"

namespace vedette {

struct CertificateFacts {
  std::string subject;      ///< common name; empty where there is none
  TimeNs not_after = 0;
  std::string fingerprint;  ///< SHA-256 of the DER form, 64 hexadecimal digits
};

/// Writes a new key (ECDSA P-256, mode 0600) and a certificate of it, valid for 825 days, with
/// `names` (host names and IP addresses) as subject alternative names. Files that are there are
/// replaced. Errors: `invalid_argument` no names, `io`.
[[nodiscard]] Result<> make_self_signed(const TlsFiles& files,
                                        const std::vector<std::string>& names, TimeNs now);

/// Of the first certificate in a PEM file. Errors: `not_found`, `io`, `malformed`.
[[nodiscard]] Result<CertificateFacts> certificate_facts(const std::filesystem::path& certificate);

}  // namespace vedette
