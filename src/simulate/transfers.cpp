// SPDX-License-Identifier: Apache-2.0
// Large and long flows: downloads, copies by ssh, backups to another site, video, telephone calls.
#include <fmt/format.h>

#include <algorithm>

#include "simulate/catalog.hpp"
#include "simulate/planner.hpp"
#include "simulate/web_talk.hpp"
#include "wire/byte_text.hpp"
#include "wire/http.hpp"
#include "wire/ssh.hpp"
#include "wire/tls.hpp"

namespace vedette {
namespace {

constexpr std::size_t kChunk = 64 * 1024;

/// Bulk data in chunks, each with a little wait for the disk.
void pour_tls(Dialogue& talk, Draws& draws, CallSide from, std::size_t bytes) {
  for (; bytes > 0; bytes -= std::min(bytes, kChunk)) {
    std::string chunk = tls_data(draws, std::min(bytes, kChunk));
    const double wait = draws.exponential(0.002);
    from == CallSide::client ? talk.client(std::move(chunk), wait)
                             : talk.server(std::move(chunk), wait);
  }
}

std::size_t bulk_bytes(Draws& draws) {
  return static_cast<std::size_t>(draws.pareto(1.05, {150'000, 4'000'000}));
}

void download(Dialogue& talk, Draws& draws) {
  const std::size_t bytes = bulk_bytes(draws);
  talk.client(to_bytes(HttpRequest{.host = "mirror.example", .path = some_path(draws)}, draws));
  talk.server(
      to_bytes(HttpResponse{.type = "application/octet-stream", .body_bytes = bytes}, draws),
      draws.log_normal(0.02, 0.8));
  talk.end(Ending::client_closes, draws.exponential(0.2));
}

void upload_tls(Dialogue& talk, Draws& draws) {
  tls_handshake(talk, draws, "drive.example");
  for (std::int64_t files = draws.whole(1, 4); files > 0; --files) {
    talk.client(tls_data(draws, draws.size(700, 0.4)), draws.log_normal(0.3, 1.2, {0.001, 20}));
    pour_tls(talk, draws, CallSide::client, draws.size(60'000, 1.4, {2'000, 1'500'000}));
    talk.server(tls_data(draws, draws.size(300, 0.5)), draws.log_normal(0.05, 0.8));
  }
  tls_close(talk, draws, draws.exponential(1));
}

void copy_by_ssh(Dialogue& talk, Draws& draws) {
  const CallSide from = draws.chance(0.5) ? CallSide::client : CallSide::server;
  ssh_handshake(talk, draws, "OpenSSH_9.2p1 Debian-2+deb12u3");
  ssh_password(talk, draws, SshAnswer::accepted, 0.002);
  talk.client(ssh_packet(draws, 60), 0.001);
  for (std::size_t left = bulk_bytes(draws); left > 0; left -= std::min(left, kChunk / 2)) {
    std::string part = ssh_packet(draws, std::min(left, kChunk / 2));
    from == CallSide::client ? talk.client(std::move(part), 0.0005)
                             : talk.server(std::move(part), 0.0005);
  }
  talk.server(ssh_packet(draws, 40), 0.01);
  talk.end(Ending::client_closes, draws.exponential(0.05));
}

void plan_file_transfer(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    const double kind = planner.draws().uniform(0, 1);
    const Host& client = planner.any(HostRole::workstation);
    if (kind < 0.4)
      planner.tcp({.at = at,
                   .client = &client,
                   .server = &planner.any(HostRole::site),
                   .server_port = 80,
                   .talk = download});
    else if (kind < 0.75)
      planner.tcp({.at = at,
                   .client = &client,
                   .server = &planner.any(HostRole::content_network),
                   .server_port = 443,
                   .talk = upload_tls});
    else
      planner.tcp({.at = at,
                   .client = &client,
                   .server = &planner.any(HostRole::shell_server),
                   .server_port = 22,
                   .talk = copy_by_ssh});
  }
}

/// Collects from a server inside, then sends the lot to another site.
void plan_backup(Planner& planner) {
  const Host& keeper = planner.any(HostRole::backup_server);
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const bool outwards = draws.chance(0.6);
    const auto bytes = static_cast<std::size_t>(
        draws.pareto(0.9, {80'000, static_cast<double>(planner.integer("most_bytes"))}));
    const CallSide from = outwards ? CallSide::client : CallSide::server;
    planner.tcp({.at = at,
                 .client = &keeper,
                 .server = &planner.any(outwards ? HostRole::offsite_store : HostRole::file_server),
                 .server_port = 443,
                 .talk = [bytes, from](Dialogue& talk, Draws& own) {
                   tls_handshake(talk, own, "store.example");
                   tls_exchange(talk, own, {.response_bytes = 400});
                   pour_tls(talk, own, from, bytes);
                   talk.server(tls_data(own, 200), own.log_normal(0.1, 0.8));
                   tls_close(talk, own, own.exponential(0.1));
                 }});
  }
}

/// Segments of some seconds each, fetched one after the other.
void watch(Dialogue& talk, Draws& draws, double length_s) {
  tls_handshake(talk, draws, "video.edge1.example");
  const double rhythm = draws.uniform(2, 6);
  for (double at = 0; at < length_s; at += rhythm)
    tls_exchange(talk, draws,
                 {.request_bytes = draws.size(480, 0.2),
                  .response_bytes = draws.size(110'000, 0.5, {8'000, 600'000}),
                  .pause_s = at == 0 ? 0.01 : rhythm * draws.uniform(0.7, 1.1),
                  .thinking_s = draws.log_normal(0.008, 0.6)});
  tls_close(talk, draws, draws.exponential(1));
}

void plan_streaming(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    const double length_s = planner.draws().log_normal(60, 0.8, {10, 900});
    planner.tcp({.at = at,
                 .client = &planner.any(HostRole::workstation),
                 .server = &planner.any(HostRole::content_network),
                 .server_port = 443,
                 .talk = [length_s](Dialogue& talk, Draws& own) { watch(talk, own, length_s); }});
  }
}

/// RTP (RFC 3550) both ways, 50 packets a second, silence suppressed.
void telephone(Dialogue& talk, Draws& draws, double length_s) {
  constexpr double kPacketS = 0.02;
  const std::uint32_t stream[] = {draws.bits32(), draws.bits32()};
  std::uint32_t number = draws.bits16();
  CallSide speaker = CallSide::client;
  double pause = 0;
  for (double at = 0; at < length_s; at += kPacketS, ++number) {
    if (draws.chance(0.01)) {
      speaker = other(speaker);
      pause = draws.exponential(0.3);
    }
    const bool client = speaker == CallSide::client;
    std::string packet = ByteText()
                             .u8(0x80)
                             .u8(0)
                             .u16(number)
                             .u32(number * 160)
                             .u32(stream[client ? 0 : 1])
                             .text(draws.bytes(160))
                             .str();
    const double delay = kPacketS + std::exchange(pause, 0);
    client ? talk.client(std::move(packet), delay) : talk.server(std::move(packet), delay);
  }
}

void plan_voice(Planner& planner) {
  for (const TimeNs at : planner.arrivals()) {
    Draws& draws = planner.draws();
    const double length_s = draws.log_normal(6, 1.1, {0.5, 120});
    planner.udp(
        {.at = at,
         .client = &planner.any(draws.chance(0.5) ? HostRole::workstation : HostRole::visitor),
         .server =
             &planner.any(draws.chance(0.7) ? HostRole::web_server : HostRole::terminal_server),
         .server_port = static_cast<std::uint16_t>(2 * draws.whole(8'000, 12'000)),
         .talk = [length_s](Dialogue& talk, Draws& own) { telephone(talk, own, length_s); }});
  }
}

}  // namespace

ScenarioEntry file_transfer_scenario() {
  return {.name = "file_transfer",
          .summary = "Downloads, uploads to a drive in the cloud, copies by ssh",
          .options = {rate_option(3.5, "Transfers")},
          .plan = plan_file_transfer};
}

ScenarioEntry backup_scenario() {
  return {.name = "backup",
          .summary =
              "A backup server collects inside and sends much to another site, like "
              "exfiltration",
          .options = {rate_option(3, "Transfers"),
                      {.name = "most_bytes",
                       .type = OptionType::integer,
                       .unit = "bytes",
                       .standard = std::int64_t{3'000'000},
                       .help = "Largest transfer",
                       .low = 100'000,
                       .high = 100'000'000}},
          .plan = plan_backup};
}

ScenarioEntry streaming_scenario() {
  return {.name = "streaming",
          .summary = "Video in segments over TLS",
          .options = {rate_option(0.4, "Videos started")},
          .plan = plan_streaming};
}

ScenarioEntry voice_scenario() {
  return {.name = "voice",
          .summary = "Telephone calls: RTP both ways, like a UDP flood at first sight",
          .options = {rate_option(4, "Calls")},
          .plan = plan_voice};
}

}  // namespace vedette
