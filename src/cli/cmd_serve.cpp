// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "accounts/accounts.hpp"
#include "cli/commands.hpp"
#include "cli/service_manager.hpp"
#include "cli/session.hpp"
#include "http/certificate.hpp"
#include "serve/service.hpp"

namespace vedette {
namespace {

using Kind = ArgumentSpec::Kind;

constexpr auto kPatience = std::chrono::seconds(20);  // systemd waits 90 s before it kills
constexpr auto kLongestWait = std::chrono::seconds(60);

bool is_loopback(std::string_view address) {
  return address == "localhost" || address == "::1" || address.starts_with("127.");
}

/// Certificate and key as told, or a pair made here and kept in the home.
Result<std::optional<TlsFiles>> tls_from(Session& session, const Home& home) {
  const std::string& certificate = session.settings().text("serve.certificate");
  const std::string& key = session.settings().text("serve.key");
  if (certificate.empty()) return std::nullopt;
  if (certificate != "self-signed") {
    if (key.empty())
      return fail(ErrorCode::invalid_argument, "a certificate needs its key", "say --key FILE");
    return TlsFiles{certificate, key};
  }
  const TlsFiles files{home.root / "tls" / "certificate.pem", home.root / "tls" / "key.pem"};
  std::error_code error;
  std::filesystem::create_directories(files.certificate.parent_path(), error);
  if (!std::filesystem::exists(files.certificate))
    VEDETTE_TRY(make_self_signed(
        files, {"localhost", "127.0.0.1", "::1", session.settings().text("serve.address")},
        session.clock()()));
  const CertificateFacts facts = VEDETTE_TRY(certificate_facts(files.certificate));
  session.terminal().note(fmt::format("self-signed certificate, SHA-256 {}, good until {}",
                                      facts.fingerprint, format_time(facts.not_after)));
  return files;
}

/// Beyond this machine nobody gets in without TLS and an account.
Result<Access> access_from(const Session& session, const ServerConfig& http) {
  const std::string& setting = session.settings().text("serve.access");
  const bool loopback = is_loopback(http.address);
  if (!loopback && setting == "open")
    return fail(ErrorCode::invalid_argument,
                "open access is for loopback addresses only",
                "leave --access away, or bind 127.0.0.1");
  if (!loopback && !http.tls)
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} can be reached from other machines, which needs TLS", http.address),
                "say --certificate FILE --key FILE, or --certificate self-signed");
  if (setting == "accounts" || !loopback) return Access::accounts;
  return Access::open;
}

/// Half of them: a network thread that shares its processor with another is at times put aside for
/// milliseconds, which the slowest requests feel, and kernel and workers need room as well.
int network_threads(int threads) { return (threads + 1) / 2; }

Result<ServiceConfig> config_from(Session& session, const Home& home) {
  ServiceConfig config;
  config.http.address = session.settings().text("serve.address");
  if (config.http.address == "localhost") config.http.address = "127.0.0.1";
  config.http.port = static_cast<std::uint16_t>(session.settings().number("serve.port"));
  if (const std::optional<GivenSocket> given = VEDETTE_TRY(take_given_socket())) {
    config.http.socket = given->descriptor;
    config.http.address = given->address;
    config.http.port = given->port;
  }
  config.http.tls = VEDETTE_TRY(tls_from(session, home));
  config.http.workers = session.work().threads;
  config.http.threads = network_threads(session.work().threads);
  config.http.spool = home.spool();
  config.access = VEDETTE_TRY(access_from(session, config.http));
  if (!session.settings().text("serve.grpc_port").empty())
    config.grpc = OipGrpcConfig{
        .address = config.http.address,
        .port = static_cast<std::uint16_t>(session.settings().number("serve.grpc_port")),
        .tls = config.http.tls};
  config.limits = {.per_second = session.settings().number("serve.requests_per_second"),
                   .at_a_time = session.settings().number("serve.requests_at_a_time")};
  config.standard_model = session.settings().text("serve.model");
  config.access_log = session.settings().text("serve.access_log") == "on";
  config.store_uri = session.store_uri();
  std::error_code error;
  config.program = std::filesystem::read_symlink("/proc/self/exe", error);
  return config;
}

void tell_credentials(Session& session, const OneTimeCredentials& credentials, Access access) {
  Terminal& terminal = session.terminal();
  terminal.out(fmt::format("First start: user {}, one-time password {}\n", credentials.user,
                           credentials.password));
  terminal.note(access == Access::open
                    ? "Nobody is asked for it as long as access is open. Keep it for later; it is "
                      "not shown again."
                    : "It is not shown again, and must be changed at the first sign-in.");
}

void tell_address(Session& session, const Service& service) {
  const std::uint16_t grpc_port = service.grpc_port();
  if (session.answer() == Answer::json) {
    Json told = {{"address", service.address()}, {"port", service.port()}};
    if (grpc_port != 0) told["grpc_port"] = grpc_port;
    session.terminal().out(dump_json(told) + "\n");  // one line: programs wait for it
  } else {
    const std::string grpc = grpc_port == 0 ? "" : fmt::format(", gRPC on port {}", grpc_port);
    session.terminal().out(fmt::format("Vedette is at {}{}\n", service.address(), grpc));
  }
  std::fflush(stdout);
}

/// Until Ctrl-C or SIGTERM; tells a watchdog now and then that this thread is alive.
void wait_for_the_end(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  const std::uint64_t period = watchdog_period();
  const auto step = period > 0 ? std::chrono::microseconds(period / 2)
                               : std::chrono::microseconds(kLongestWait);
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    wake.wait_for(lock, stop, step, [] { return false; });
    if (period > 0) tell_alive();
  }
}

void reload(Session& session, Service& service) {
  tell_reloading();
  if (const Result<> reloaded = service.reload(); !reloaded)
    session.terminal().warn(to_string(reloaded.error()));
  tell_ready(service.address());
}

Result<int> serve_until_stopped(Session& session, Service& service) {
  tell_address(session, service);
  tell_ready(service.address());
  session.on_hangup([&] { reload(session, service); });
  const WorkContext work = session.work();
  wait_for_the_end(work.stop);
  session.on_hangup({});
  tell_stopping();
  session.terminal().note("stopping: requests under way are finished first");
  const bool all_finished = service.stop(kPatience);
  if (!all_finished) session.terminal().warn("some requests took too long and were cut off");
  return 0;
}

Result<int> run_serve(Session& session, const Arguments&) {
  const Home home = VEDETTE_TRY(session.home());
  const ServiceConfig config = VEDETTE_TRY(config_from(session, home));
  Accounts accounts = VEDETTE_TRY(Accounts::open(home.accounts(), session.clock()));
  Store* store = VEDETTE_TRY(session.store());
  Datasets* datasets = VEDETTE_TRY(session.datasets());
  Registry* registry = VEDETTE_TRY(session.registry());
  std::error_code error;
  std::filesystem::create_directories(home.logs(), error);
  const Log log = VEDETTE_TRY(Log::open(home.logs() / "serve.jsonl", session.clock()));
  const std::optional<OneTimeCredentials> first = VEDETTE_TRY(accounts.ensure_admin());
  if (first) tell_credentials(session, *first, config.access);
  const ServiceParts parts{home,     *store, *datasets,      *registry,
                           accounts, session.clock(), log};
  const std::unique_ptr<Service> service = VEDETTE_TRY(Service::start(config, parts));
  const Result<int> status = serve_until_stopped(session, *service);
  VEDETTE_TRY(accounts.save_activity());
  return status;
}

}  // namespace

std::vector<Command> serve_commands() {
  return {{
      .path = "serve",
      .summary = "Serve predictions over HTTP, with a web UI",
      .description =
          "Listens on 127.0.0.1:8080, where no one needs to sign in. Any wider address needs TLS "
          "and accounts: the first start prints a one-time password for the user `admin`. Ctrl-C "
          "or SIGTERM lets requests under way finish; SIGHUP reads certificates and models again. "
          "A new champion, promoted here or by another process, goes live within a second.",
      .examples = {{"vedette serve", "open http://127.0.0.1:8080"},
                   {"vedette serve --address 0.0.0.0 --port 8443 --certificate self-signed",
                    "for other machines too"}},
      .arguments = {{Kind::value, "--address", "ADDRESS", "Address to bind", false, "127.0.0.1"},
                    {Kind::value, "--port", "PORT", "Port; 0: any free one", false, "8080"},
                    {Kind::value, "--grpc-port", "PORT",
                     "Port of the Open Inference Protocol over gRPC; 0: any free one", false,
                     "no gRPC"},
                    {Kind::value, "--access", "MODE",
                     "Who may come in: open (loopback only) or accounts", false, "auto",
                     {"auto", "open", "accounts"}},
                    {Kind::value, "--requests-per-second", "NUMBER",
                     "Requests a second that one token or session may send; 0: any number", false,
                     "0"},
                    {Kind::value, "--requests-at-a-time", "NUMBER",
                     "Requests that one token or session may have under way; 0: any number", false,
                     "64"},
                    {Kind::value, "--certificate", "FILE",
                     "Certificate chain for TLS (PEM); `self-signed` makes one"},
                    {Kind::value, "--key", "FILE", "Its private key (PEM)"},
                    {Kind::value, "--standard-model", "MODEL",
                     "What requests that name no model get", false,
                     "the champion, where there is one model"}},
      .run = run_serve,
  }};
}

}  // namespace vedette
