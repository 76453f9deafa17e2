// SPDX-License-Identifier: Apache-2.0
#include "http/certificate.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

#include "base/file.hpp"
#include "base/hash.hpp"

namespace vedette {
namespace {

constexpr long kValidDays = 825;  // what clients accept at most (CA/Browser Forum, 2018)

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Memory = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<X509_EXTENSION_free>>;

bool is_address(const std::string& name) {
  return name.find(':') != std::string::npos ||
         name.find_first_not_of("0123456789.") == std::string::npos;
}

/// A name that would end its entry in the list could smuggle in further ones.
bool is_name(const std::string& name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:*").find(c) != std::string_view::npos;
  });
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names)
    list += fmt::format("{}{}:{}", list.empty() ? "" : ",", is_address(name) ? "IP" : "DNS", name);
  return list;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  bytes[0] &= 0x7f;  // positive
  bytes[0] |= 0x01;
  BIGNUM* number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
  const bool set = number != nullptr &&
                   BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  return set;
}

bool set_subject(X509* certificate, const std::string& name) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

bool set_times(X509* certificate, TimeNs now) {
  std::time_t start = now / kSecond;
  return X509_time_adj_ex(X509_getm_notBefore(certificate), 0, 0, &start) != nullptr &&
         X509_time_adj_ex(X509_getm_notAfter(certificate), kValidDays, 0, &start) != nullptr;
}

bool fill(X509* certificate, EVP_PKEY* key, const std::vector<std::string>& names, TimeNs now) {
  constexpr long kVersion3 = 2;
  return X509_set_version(certificate, kVersion3) == 1 && set_serial(certificate) &&
         set_subject(certificate, names.front()) && set_times(certificate, now) &&
         X509_set_pubkey(certificate, key) == 1 &&
         add_extension(certificate, NID_subject_alt_name, alternative_names(names)) &&
         add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

TimeNs time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return static_cast<TimeNs>(::timegm(&parts)) * kSecond;
}

std::string common_name(X509* certificate) {
  std::array<char, 256> text{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                             text.data(), static_cast<int>(text.size()));
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

}  // namespace

Result<> make_self_signed(const TlsFiles& files, const std::vector<std::string>& names,
                          TimeNs now) {
  if (names.empty() || !std::ranges::all_of(names, is_name))
    return fail(ErrorCode::invalid_argument, "a certificate needs host names or addresses");
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (!key || !certificate || !fill(certificate.get(), key.get(), names, now))
    return fail(ErrorCode::invalid_argument,
                fmt::format("cannot make a certificate for '{}'", alternative_names(names)));
  const Memory key_text(BIO_new(BIO_s_mem()));
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1)
    return fail(ErrorCode::internal, "cannot write a certificate as PEM");
  VEDETTE_TRY(write_private_file_atomically(files.key, text_of(key_text.get())));
  return write_file_atomically(files.certificate, text_of(certificate_text.get()));
}

Result<CertificateFacts> certificate_facts(const std::filesystem::path& path) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20;
  const std::string text = VEDETTE_TRY(read_file(path, kMostBytes));
  const Memory memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const Certificate certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  if (!certificate)
    return fail(ErrorCode::malformed,
                fmt::format("'{}' has no certificate in PEM form", path.string()));
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate.get(), &der);
  if (size < 0) return fail(ErrorCode::malformed, "the certificate cannot be encoded");
  CertificateFacts facts{
      .subject = common_name(certificate.get()),
      .not_after = time_of(X509_get0_notAfter(certificate.get())),
      .fingerprint = sha256_hex({reinterpret_cast<char*>(der), static_cast<std::size_t>(size)})};
  OPENSSL_free(der);
  return facts;
}

}  // namespace vedette
