// SPDX-License-Identifier: Apache-2.0
#include "records/argus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "data/text.hpp"
#include "records/field_reader.hpp"
#include "records/flow_facts.hpp"

namespace vedette {
namespace {

constexpr std::array<std::string_view, 13> kNames{
    "StartTime", "Dur",      "Proto",   "SrcAddr", "DstAddr", "TotPkts", "TotBytes",
    "Sport",     "Dport",    "State",   "SrcBytes", "SrcPkts", "Label"};

/// Positions in kNames; those up to TotBytes must be there.
enum ArgusField : std::size_t {
  kStartTime, kDur, kProto, kSrcAddr, kDstAddr, kTotPkts, kTotBytes, kSport, kDport, kState,
  kSrcBytes, kSrcPkts, kLabel
};
constexpr std::size_t kRequired = kTotBytes + 1;

/// What is not IP, among the protocols that `ra` prints.
constexpr std::string_view kNotIp[] = {"man", "arp", "rarp", "llc", "ipx/spx", "ipx", "eth", "lldp",
                                       "stp", "loop"};

/// `FSPA` as flags; nullopt where it holds other letters.
std::optional<std::uint8_t> flags_from(std::string_view letters) {
  constexpr std::string_view kLetters = "FSRPAUEC";  // the order of the bits
  unsigned flags = 0;
  for (const char letter : letters) {
    const std::size_t bit = kLetters.find(letter);
    if (bit == std::string_view::npos) return std::nullopt;
    flags |= 1U << bit;
  }
  return static_cast<std::uint8_t>(flags);
}

/// `FSPA_SPA`: the flags of both sides; other states do not tell.
std::optional<FlagUnions> flags_of_state(std::string_view state) {
  const std::size_t bar = state.find('_');
  if (bar == std::string_view::npos) return std::nullopt;
  const auto forward = flags_from(state.substr(0, bar));
  const auto backward = flags_from(state.substr(bar + 1));
  if (!forward || !backward) return std::nullopt;
  return FlagUnions{*forward, *backward};
}

/// `2011/08/10 09:46:53.047277` with the dashes that parse_timestamp wants.
std::optional<TimeNs> time_from(std::string_view text) {
  std::string iso(text);
  std::replace(iso.begin(), iso.end(), '/', '-');
  return parse_timestamp(iso, TimeFormat::iso8601);
}

std::vector<std::string_view> split(std::string_view line, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = line.find(separator);
    parts.push_back(trim(line.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

char separator_of(std::string_view header) {
  return header.find('\t') == std::string_view::npos ? ',' : '\t';
}

Endpoint endpoint(FieldReader& fields, ArgusField host, ArgusField port, bool ports) {
  const std::uint64_t number = ports ? fields.count_or_zero(port, 65'535) : 0;
  return {fields.address(host), static_cast<std::uint16_t>(number)};
}

/// The total is known; the split only where the columns of the source are there.
struct Totals {
  std::uint64_t all = 0;
  std::uint64_t source = 0;
};
Totals totals(FieldReader& fields, ArgusField all, ArgusField source) {
  const Totals read{fields.count(all), fields.has(source) ? fields.count(source) : 0};
  if (read.source > read.all)
    fields.fail(source, "out_of_range", "the source sent more than both sides together");
  return read;
}

class ArgusParser final : public LineParser {
 public:
  explicit ArgusParser(const ArgusOptions& options) : options_(options) {}

  LineOutcome parse(std::string_view line) override {
    if (header_.empty()) return take_header(line);
    const bool again = header_.size() == line.size() + 1 && header_.starts_with(line);
    if (again) return NoRecord{};  // files put end to end
    const std::vector<std::string_view> parts = split(line, separator_);
    if (parts.size() != fields_)
      return LineFault{{},
                       {"field_count", fmt::format("the line has {} fields, its header names {}",
                                                   parts.size(), fields_)}};
    std::array<std::string_view, kNames.size()> texts{};
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (positions_[i]) texts[i] = parts[*positions_[i]];
    return take_record(texts);
  }

  Facets known() const override {
    if (header_.empty()) return 0;
    Facets known = kTimes | kPacketTotal | kHosts;
    if (positions_[kSrcPkts]) known |= kPacketCounts;
    if (positions_[kSrcBytes]) known |= kWireSums;
    if (positions_[kState]) known |= kTcpState;
    return known;
  }
  bool has_labels() const override { return positions_[kLabel].has_value(); }
  std::string header() const override { return header_; }

 private:
  LineOutcome take_header(std::string_view line) {
    separator_ = separator_of(line);
    const std::vector<std::string_view> parts = split(line, separator_);
    fields_ = parts.size();
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const auto found = std::ranges::find(parts, kNames[i]);
      if (found != parts.end()) positions_[i] = static_cast<std::size_t>(found - parts.begin());
      if (found == parts.end() && i < kRequired)
        return LineFault{std::string(kNames[i]),
                         {"no_header", fmt::format("the header does not name '{}'", kNames[i])}};
    }
    header_ = std::string(line) + "\n";
    return NoRecord{};
  }

  LineOutcome take_record(std::span<const std::string_view> texts) const {
    FieldReader fields(kNames, texts);
    const std::string protocol = lower_case(fields.text(kProto));
    if (std::ranges::find(kNotIp, protocol) != std::end(kNotIp))
      return PassedOver{protocol + " record"};
    FlowRecord record;
    const std::uint8_t number = fields.protocol(kProto);
    const bool ports = has_ports(number);
    const Endpoint from = endpoint(fields, kSrcAddr, kSport, ports);
    const Endpoint to = endpoint(fields, kDstAddr, kDport, ports);
    record.flow = flow_between({from, to, number});
    set_span(record.flow, fields);
    set_sums(record, fields);
    set_state(record, fields);
    if (fields.fault()) return *fields.fault();
    record.reported = record.flow.last;
    record.label = fields.text(kLabel);
    return record;
  }

  void set_span(Flow& flow, FieldReader& fields) const {
    const std::optional<TimeNs> local = time_from(fields.text(kStartTime));
    if (!local)
      return fields.fail(kStartTime, "not_a_time",
                         fmt::format("'{}' is not a time", fields.text(kStartTime)));
    TimeNs first = 0;
    const bool early = __builtin_sub_overflow(
        *local, options_.utc_offset_minutes * 60 * 1'000'000'000, &first);
    if (early || !set_times(flow, first, fields.span_ns(kDur)))
      fields.fail(kDur, "out_of_range", "the flow is outside the years 1828 to 2112");
  }

  void set_sums(FlowRecord& record, FieldReader& fields) const {
    const Totals packets = totals(fields, kTotPkts, kSrcPkts);
    const Totals bytes = totals(fields, kTotBytes, kSrcBytes);
    const bool split_packets = fields.has(kSrcPkts);
    Flow& flow = record.flow;
    flow.forward.packets = split_packets ? packets.source : packets.all;
    flow.backward.packets = packets.all - flow.forward.packets;
    flow.forward.wire_bytes = bytes.source;
    flow.backward.wire_bytes = bytes.all - std::min(bytes.all, bytes.source);
    if (!split_packets) record.lacks |= kPacketCounts;
    if (!fields.has(kSrcBytes)) record.lacks |= kWireSums;
  }

  static void set_state(FlowRecord& record, const FieldReader& fields) {
    if (record.flow.key.protocol != kTcp) return;
    const auto flags = flags_of_state(fields.text(kState));
    if (flags) record.flow.tcp_events = events_of(*flags);
    if (!flags) record.lacks |= kTcpState;
  }

  ArgusOptions options_;
  std::string header_{};
  char separator_ = ',';
  std::size_t fields_ = 0;
  std::array<std::optional<std::size_t>, kNames.size()> positions_{};
};

}  // namespace

std::unique_ptr<LineParser> argus_parser(const ArgusOptions& options) {
  return std::make_unique<ArgusParser>(options);
}

bool is_argus(std::string_view start) {
  const std::string_view line = start.substr(0, start.find_first_of("\r\n"));
  const std::vector<std::string_view> parts = split(line, separator_of(line));
  return std::all_of(kNames.begin(), kNames.begin() + kRequired, [&parts](std::string_view name) {
    return std::ranges::find(parts, name) != parts.end();
  });
}

}  // namespace vedette
