// SPDX-License-Identifier: Apache-2.0
#include "http/tls.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <limits>

namespace vedette {
namespace {

int bounded(std::size_t size) {
  return static_cast<int>(
      std::min<std::size_t>(size, static_cast<std::size_t>(std::numeric_limits<int>::max())));
}

/// HTTP/1.1 where the client lists it; else no protocol is named (RFC 7301).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  constexpr std::string_view kOurs = "\x08http/1.1";
  const std::string_view list(reinterpret_cast<const char*>(offered), offered_size);
  const std::size_t at = list.find(kOurs);
  if (at == std::string_view::npos) return SSL_TLSEXT_ERR_NOACK;
  *chosen = offered + at + 1;
  *chosen_size = static_cast<unsigned char>(kOurs.size() - 1);
  return SSL_TLSEXT_ERR_OK;
}

tl::unexpected<Error> unusable(std::string_view what, const std::filesystem::path& file) {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return fail(ErrorCode::invalid_argument,
              fmt::format("cannot use '{}' as {}: {}", file.string(), what,
                          reason != nullptr ? reason : "unknown reason"));
}

}  // namespace

struct TlsSession::State {
  explicit State(SSL* session) : ssl(session) {}
  ~State() { SSL_free(ssl); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  SSL* ssl;
};

TlsSession::TlsSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsSession::~TlsSession() = default;

void TlsSession::feed(std::string_view ciphertext) {
  BIO_write(SSL_get_rbio(state_->ssl), ciphertext.data(), bounded(ciphertext.size()));
}

std::optional<std::size_t> TlsSession::read(std::span<char> into) {
  ERR_clear_error();
  const int got = SSL_read(state_->ssl, into.data(), bounded(into.size()));
  if (got > 0) return static_cast<std::size_t>(got);
  const bool waits = SSL_get_error(state_->ssl, got) == SSL_ERROR_WANT_READ;
  ERR_clear_error();
  return waits ? std::optional<std::size_t>(0) : std::nullopt;
}

bool TlsSession::write(std::string_view plain) {
  ERR_clear_error();
  while (!plain.empty()) {
    const int written = SSL_write(state_->ssl, plain.data(), bounded(plain.size()));
    if (written <= 0) return false;
    plain.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void TlsSession::end() {
  ERR_clear_error();
  if (SSL_is_init_finished(state_->ssl) != 0) SSL_shutdown(state_->ssl);
  ERR_clear_error();
}

std::string TlsSession::take_output() {
  BIO* out = SSL_get_wbio(state_->ssl);
  std::string bytes(BIO_ctrl_pending(out), '\0');
  if (!bytes.empty()) BIO_read(out, bytes.data(), bounded(bytes.size()));
  return bytes;
}

struct TlsContext::State {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  State() { check(context != nullptr, "OpenSSL starts"); }
  ~State() { SSL_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsContext::~TlsContext() = default;

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsFiles& files) {
  auto state = std::make_unique<State>();
  SSL_CTX* context = state->context;
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // idle connections shall be small
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
    return unusable("a certificate", files.certificate);
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return unusable("the key of the certificate", files.key);
  return std::make_shared<const TlsContext>(std::move(state));
}

std::unique_ptr<TlsSession> TlsContext::new_session() const {
  SSL* ssl = SSL_new(state_->context);
  check(ssl != nullptr, "there is memory for a TLS session");
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);  // empty means: later, not the end
  SSL_set_accept_state(ssl);
  return std::make_unique<TlsSession>(std::make_unique<TlsSession::State>(ssl));
}

}  // namespace vedette
