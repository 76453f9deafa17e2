// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <string>

#include "http/application_for_test.hpp"
#include "http/certificate.hpp"

namespace vedette {
namespace {

using ::testing::HasSubstr;

constexpr TimeNs kNow = 1'800'000'000 * kSecond;

/// TLS over a plain test connection.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version = TLS1_3_VERSION)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_)) {
    SSL_set_min_proto_version(ssl_, version < TLS1_2_VERSION ? version : TLS1_2_VERSION);
    SSL_set_max_proto_version(ssl_, version);
    SSL_set_fd(ssl_, socket_.descriptor());
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string version() const { return SSL_get_version(ssl_); }
  [[nodiscard]] bool is_named(const std::string& name) const {
    X509* certificate = SSL_get0_peer_certificate(ssl_);
    return X509_check_host(certificate, name.data(), name.size(), 0, nullptr) == 1;
  }
  /// Sends, and reads until `end` has come or nothing more does.
  std::string ask(const std::string& bytes, const std::string& end) {
    SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
    std::string got;
    std::string buffer(16'384, '\0');
    while (!got.ends_with(end)) {
      const int count = SSL_read(ssl_, buffer.data(), static_cast<int>(buffer.size()));
      if (count <= 0) break;
      got.append(buffer, 0, static_cast<std::size_t>(count));
    }
    return got;
  }
  std::string get(const std::string& path, const std::string& end) {
    return ask("GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n", end);
  }

 private:
  HttpClient socket_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool connected_ = false;
};

class TlsServerTest : public ServerTest {
 protected:
  TlsServerTest() {
    config.tls = TlsFiles{scratch.path() / "cert.pem", scratch.path() / "key.pem"};
    make("first.example");
  }
  void make(const std::string& name) {
    const auto made = make_self_signed(*config.tls, {name, "127.0.0.1", "::1"}, kNow);
    ASSERT_TRUE(made) << to_string(made.error());
  }
};

TEST_F(TlsServerTest, shakes_hands_and_answers) {
  start();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient one(server->port(), version);
    ASSERT_TRUE(one.connected());
    EXPECT_EQ(one.version(), version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2");
    EXPECT_TRUE(one.is_named("first.example"));
    EXPECT_THAT(one.get("/", "GET "), HasSubstr("200 OK"));
    EXPECT_THAT(one.get("/worker", "GET "), HasSubstr("200 OK"));
  }
  EXPECT_FALSE(TlsClient(server->port(), TLS1_1_VERSION).connected());
}

TEST_F(TlsServerTest, carries_large_bodies_both_ways) {
  start();
  TlsClient one(server->port());
  const std::string body = std::string(1'000'000, 'b') + "END";
  const std::string head =
      "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  EXPECT_TRUE(one.ask(head + body, "END").ends_with("\r\n\r\nPOST " + body));
  application.big.back() = '!';
  EXPECT_THAT(one.get("/big", "!").size(), ::testing::Gt(application.big.size()));
  // The line end before it, as the head may end with an id that ends with a 0.
  EXPECT_THAT(one.get("/pieces", "\r\n0\r\n\r\n").size(), ::testing::Gt(1'000'000U));
}

TEST_F(TlsServerTest, closes_what_is_not_tls) {
  start();
  HttpClient plain = client();
  plain.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_EQ(plain.read_response().status, 0);
}

TEST_F(TlsServerTest, takes_new_certificates_for_new_connections) {
  start();
  TlsClient old(server->port());
  make("second.example");
  ASSERT_TRUE(server->reload_tls());
  TlsClient fresh(server->port());
  EXPECT_TRUE(fresh.is_named("second.example"));
  EXPECT_TRUE(old.is_named("first.example"));
  EXPECT_THAT(old.get("/", "GET "), HasSubstr("200 OK"));
}

TEST_F(TlsServerTest, keeps_the_certificate_when_the_new_one_is_unusable) {
  start();
  ASSERT_TRUE(write_file_atomically(config.tls->certificate, "damaged"));
  const auto reloaded = server->reload_tls();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(reloaded.error().message, HasSubstr("cert.pem"));
  EXPECT_TRUE(TlsClient(server->port()).is_named("first.example"));
}

TEST_F(TlsServerTest, does_not_start_with_a_key_of_another_certificate) {
  const TlsFiles other{scratch.path() / "other.pem", scratch.path() / "other.key"};
  ASSERT_TRUE(make_self_signed(other, {"other"}, kNow));
  config.tls->key = other.key;
  EXPECT_EQ(Server::start(config, application, log).error().code, ErrorCode::invalid_argument);
}

TEST_F(TlsServerTest, certificates_are_private_and_tell_about_themselves) {
  struct stat status {};
  ASSERT_EQ(::stat(config.tls->key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto facts = certificate_facts(config.tls->certificate);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->subject, "first.example");
  EXPECT_EQ(facts->not_after, kNow + TimeNs{825} * 86'400 * kSecond);
  EXPECT_EQ(facts->fingerprint.size(), 64U);
  EXPECT_EQ(certificate_facts(config.tls->key).error().code, ErrorCode::malformed);
}

TEST_F(TlsServerTest, certificates_need_honest_names) {
  for (const auto& names : {std::vector<std::string>{}, {""}, {"a,DNS:b"}, {"a b"}})
    EXPECT_EQ(make_self_signed(*config.tls, names, kNow).error().code,
              ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace vedette
