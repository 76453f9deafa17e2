// SPDX-License-Identifier: Apache-2.0
#include "capture/live_source.hpp"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "capture/packet_merge.hpp"

namespace vedette {
namespace {

constexpr int kWaitMs = 100;
static_assert(std::chrono::milliseconds(kWaitMs) < PacketMerge::kHold,
              "the kernel shows a packet before it is given up for");

struct CloseCapture {
  void operator()(pcap_t* capture) const { pcap_close(capture); }
};
using Capture = std::unique_ptr<pcap_t, CloseCapture>;

struct CloseRecord {
  void operator()(pcap_dumper_t* record) const { pcap_dump_close(record); }
};
using Record = std::unique_ptr<pcap_dumper_t, CloseRecord>;

tl::unexpected<Error> cannot_open(const std::string& interface, int status, pcap_t* capture) {
  const std::string reason = pcap_geterr(capture);
  const std::string why = reason.empty() ? pcap_statustostr(status) : reason;
  if (status == PCAP_ERROR_NO_SUCH_DEVICE)
    return fail(ErrorCode::not_found, fmt::format("there is no interface '{}'", interface),
                "`ip link` lists them");
  const bool forbidden = status == PCAP_ERROR_PERM_DENIED;
  return fail(ErrorCode::io, fmt::format("cannot capture on '{}': {}", interface, why),
              forbidden ? "run as root, or give the program CAP_NET_RAW" : "");
}

Result<Capture> open_interface(const std::string& name, const LiveOptions& options) {
  char reason[PCAP_ERRBUF_SIZE] = "";
  Capture capture(pcap_create(name.c_str(), reason));
  if (!capture) return fail(ErrorCode::io, fmt::format("cannot capture on '{}': {}", name, reason));
  pcap_set_snaplen(capture.get(), options.snap_length);
  pcap_set_promisc(capture.get(), 1);
  pcap_set_timeout(capture.get(), kWaitMs);
  pcap_set_buffer_size(capture.get(), options.buffer_bytes);
  const int status = pcap_activate(capture.get());
  if (status < 0) return cannot_open(name, status, capture.get());
  if (pcap_setnonblock(capture.get(), 1, reason) != 0)
    return fail(ErrorCode::io, fmt::format("cannot capture on '{}': {}", name, reason));
  return capture;
}

Result<> set_filter(pcap_t* capture, const std::string& filter) {
  bpf_program program{};
  if (pcap_compile(capture, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0)
    return fail(ErrorCode::invalid_argument,
                fmt::format("the filter is not understood: {}", pcap_geterr(capture)),
                "see pcap-filter(7), for instance: tcp port 443 and not host 192.0.2.1");
  const int status = pcap_setfilter(capture, &program);
  pcap_freecode(&program);
  if (status != 0)
    return fail(ErrorCode::io, fmt::format("cannot set the filter: {}", pcap_geterr(capture)));
  return {};
}

}  // namespace

struct LiveSource::State {
  std::vector<Capture> captures{};
  std::vector<std::string> names{};
  Record record{};
  std::optional<PacketMerge> merge{};
  std::size_t interface = 0;    ///< that is being read
  std::uint16_t link_type = 0;  ///< of that interface
  PacketMerge::Time now{};
  LiveCounters counters{};
  std::uint64_t bytes = 0;

  void take(const pcap_pkthdr& header, const std::uint8_t* data);
  [[nodiscard]] Packets counted(Packets packets);
  void write(const PacketView& packet) const;
  [[nodiscard]] Result<> read(std::size_t from, std::size_t most);
  void wait() const;
};

void LiveSource::State::take(const pcap_pkthdr& header, const std::uint8_t* data) {
  merge->add(interface,
             {.time = TimeNs{header.ts.tv_sec} * 1'000'000'000 + TimeNs{header.ts.tv_usec} * 1'000,
              .bytes = {data, header.caplen},
              .wire_bytes = std::max(header.caplen, header.len),
              .link_type = link_type},
             now);
  bytes += header.caplen;
}

PacketSource::Packets LiveSource::State::counted(Packets packets) {
  counters.received += packets.size();
  if (record)
    for (const PacketView& packet : packets) write(packet);
  return packets;
}

void LiveSource::State::write(const PacketView& packet) const {
  pcap_pkthdr header{};
  header.ts.tv_sec = packet.time / 1'000'000'000;
  header.ts.tv_usec = packet.time % 1'000'000'000 / 1'000;
  header.caplen = static_cast<std::uint32_t>(packet.bytes.size());
  header.len = packet.wire_bytes;
  pcap_dump(reinterpret_cast<unsigned char*>(record.get()), &header, packet.bytes.data());
}

Result<> LiveSource::State::read(std::size_t from, std::size_t most) {
  pcap_t* const capture = captures[from].get();
  interface = from;
  link_type = static_cast<std::uint16_t>(pcap_datalink(capture));
  const auto hand_over = [](unsigned char* self, const pcap_pkthdr* header,
                            const unsigned char* data) {
    reinterpret_cast<State*>(self)->take(*header, data);
  };
  const int status = pcap_dispatch(capture, static_cast<int>(most), hand_over,
                                   reinterpret_cast<unsigned char*>(this));
  merge->set_more(from, status >= static_cast<int>(most));
  if (status >= 0) return {};
  return fail(ErrorCode::io, fmt::format("capture on '{}' ended: {}", names[from],
                                         pcap_geterr(capture)));
}

void LiveSource::State::wait() const {
  std::vector<pollfd> waits;
  for (const Capture& capture : captures)
    waits.push_back({.fd = pcap_get_selectable_fd(capture.get()), .events = POLLIN, .revents = 0});
  poll(waits.data(), waits.size(), kWaitMs);
}

LiveSource::LiveSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveSource::~LiveSource() = default;
LiveSource::LiveSource(LiveSource&&) noexcept = default;
LiveSource& LiveSource::operator=(LiveSource&&) noexcept = default;

Result<LiveSource> LiveSource::open(const LiveOptions& options) {
  auto state = std::make_unique<State>();
  for (const std::string& name : options.interfaces) {
    Capture capture = VEDETTE_TRY(open_interface(name, options));
    if (!options.filter.empty()) VEDETTE_TRY(set_filter(capture.get(), options.filter));
    const bool mixed = !state->captures.empty() &&
                       pcap_datalink(state->captures[0].get()) != pcap_datalink(capture.get());
    if (mixed && !options.record.empty())
      return fail(ErrorCode::invalid_argument,
                  "a recording holds one link type, and the interfaces have several",
                  "record them one by one");
    state->captures.push_back(std::move(capture));
    state->names.push_back(name);
  }
  check(!state->captures.empty(), "the caller names at least one interface");
  state->merge.emplace(state->captures.size());
  if (!options.record.empty()) {
    pcap_t* const first = state->captures[0].get();
    state->record.reset(pcap_dump_open(first, options.record.c_str()));
    if (!state->record)
      return fail(ErrorCode::io,
                  fmt::format("cannot write '{}': {}", options.record, pcap_geterr(first)));
  }
  return LiveSource(std::move(state));
}

Result<std::optional<PacketSource::Packets>> LiveSource::next(std::size_t max_packets) {
  State& state = *state_;
  state.wait();
  state.now = std::chrono::steady_clock::now();
  const std::size_t share = std::max<std::size_t>(1, max_packets / state.captures.size());
  for (std::size_t i = 0; i < state.captures.size(); ++i) VEDETTE_TRY(state.read(i, share));
  return state.counted(state.merge->take(state.now));
}

PacketSource::Packets LiveSource::rest() { return state_->counted(state_->merge->take_all()); }

bool LiveSource::holds_back() const { return !state_->merge->empty(); }

std::uint64_t LiveSource::bytes_read() const { return state_->bytes; }

LiveCounters LiveSource::counters() const {
  LiveCounters counters = state_->counters;
  for (const Capture& capture : state_->captures) {
    pcap_stat stat{};
    if (pcap_stats(capture.get(), &stat) != 0) continue;
    counters.dropped_by_kernel += stat.ps_drop;
    counters.dropped_by_interface += stat.ps_ifdrop;
  }
  return counters;
}

}  // namespace vedette
