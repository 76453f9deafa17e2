// SPDX-License-Identifier: Apache-2.0
#include "records/netflow.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/read_bytes.hpp"
#include "records/netflow_layout.hpp"

namespace vedette {
namespace {

constexpr std::size_t kMostDomains = 4'096;
/// A sequence number this far ahead means that packets are missing; farther, a new beginning.
constexpr std::uint32_t kMostMissed = 1U << 20;

RejectReason damage(std::string message) { return {"damaged_packet", std::move(message)}; }

ExportContext context_of(ByteSpan datagram, std::uint16_t version) {
  if (version == kIpfix)
    return {.exported = TimeNs{read_be32(datagram, 4)} * 1'000'000'000};
  ExportContext context{.exported = TimeNs{read_be32(datagram, 8)} * 1'000'000'000,
                        .uptime_ms = read_be32(datagram, 4),
                        .has_uptime = true};
  if (version == kNetflow5)
    context.exported += std::min<TimeNs>(read_be32(datagram, 12), 999'999'999);
  return context;
}

/// Elements of a NetFlow v5 record, with the offsets they stand at (Cisco, "NetFlow Services").
struct V5Field {
  std::size_t at;
  TemplateField field;
};
constexpr V5Field kV5Fields[] = {
    {0, {.element = 8, .bytes = 4}},    {4, {.element = 12, .bytes = 4}},
    {16, {.element = 2, .bytes = 4}},   {20, {.element = 1, .bytes = 4}},
    {24, {.element = 22, .bytes = 4}},  {28, {.element = 21, .bytes = 4}},
    {32, {.element = 7, .bytes = 2}},   {34, {.element = 11, .bytes = 2}},
    {37, {.element = 6, .bytes = 1}},   {38, {.element = 4, .bytes = 1}},
};

/// Elements of one record, and how many bytes it took; 0 where it is cut off.
struct ReadRecord {
  FlowElements elements;
  std::size_t bytes = 0;
};

ReadRecord read_record(ByteSpan bytes, const RecordTemplate& form, const ExportContext& context) {
  ReadRecord read{FlowElements(context)};
  std::size_t at = 0;
  for (const TemplateField& field : form.fields) {
    std::size_t length = field.bytes;
    if (field.bytes == TemplateField::kVariable) {  // RFC 7011, 7
      if (!has(bytes, at + 1)) return read;
      length = bytes[at++];
      if (length == 255) {
        if (!has(bytes, at + 2)) return read;
        length = read_be16(bytes, at);
        at += 2;
      }
    }
    if (!has(bytes, at + length)) return read;
    if (!form.options) read.elements.take(field, bytes.subspan(at, length));
    at += length;
  }
  read.bytes = at;
  return read;
}

}  // namespace

NetflowPacket NetflowDecoder::add(ByteSpan datagram, const Address& exporter) {
  ++counters_.packets;
  NetflowPacket packet;
  const std::optional<NetflowHeader> header = header_of(datagram);
  if (!header || header->bytes > datagram.size()) {
    ++counters_.malformed;
    packet.damage = damage("no whole header of NetFlow v5, v9 or IPFIX");
    return packet;
  }
  Message message{.domain = {exporter, header->domain, header->version, 0},
                  .context = context_of(datagram, header->version)};
  if (header->version == kNetflow5)
    read_v5(datagram, message, packet);
  else
    read_sets(datagram.subspan(header->bytes, header->sets_bytes(datagram.size())), message,
              packet);
  if (header->version == kIpfix && header->stated_bytes > datagram.size() && !packet.damage)
    packet.damage = damage("the packet is shorter than it says");
  // After damage, or records that could not be counted, the next number is anybody's guess.
  const std::uint32_t step = header->version == kNetflow9 ? 1 : message.records;
  const bool countable = header->version == kNetflow9 || (message.all_known && !packet.damage);
  follow(message.domain, header->sequence,
         countable ? std::optional(header->sequence + step) : std::nullopt);
  if (packet.damage) ++counters_.malformed;
  return packet;
}

void NetflowDecoder::read_v5(ByteSpan datagram, Message& message, NetflowPacket& packet) {
  const std::size_t count = read_be16(datagram, 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t start = kV5HeaderBytes + i * kV5RecordBytes;
    if (!has(datagram, start + kV5RecordBytes)) {
      packet.damage = damage(fmt::format("record {} of {} is cut off", i + 1, count));
      return;
    }
    FlowElements elements(message.context);
    for (const V5Field& row : kV5Fields)
      elements.take(row.field, datagram.subspan(start + row.at, row.field.bytes));
    take(elements, packet);
    ++message.records;
  }
}

void NetflowDecoder::read_sets(ByteSpan sets, Message& message, NetflowPacket& packet) {
  while (has(sets, kSetHeaderBytes)) {
    const std::uint16_t id = read_be16(sets, 0);
    const std::size_t length = read_be16(sets, 2);
    if (length < kSetHeaderBytes || length > sets.size()) {
      packet.damage = damage(fmt::format("set {} says that it has {} bytes", id, length));
      return;
    }
    const ByteSpan body = sets.subspan(kSetHeaderBytes, length - kSetHeaderBytes);
    if (!read_set(id, body, message, packet)) {
      packet.damage = damage(fmt::format("a record of set {} is cut off", id));
      return;
    }
    sets = sets.subspan(length);
  }
}

bool NetflowDecoder::read_set(std::uint16_t id, ByteSpan body, Message& message,
                              NetflowPacket& packet) {
  if (id < kLeastDataSet) {
    const auto form = template_form(message.domain.version, id);
    if (form) read_templates(body, *form, message.domain);
    return true;
  }
  TemplateKey key = message.domain;
  key.id = id;
  const RecordTemplate* form = templates_.find(key);
  if (form != nullptr) return read_records(body, *form, message, packet);
  ++counters_.unknown_sets;
  message.all_known = false;
  return true;
}

void NetflowDecoder::read_templates(ByteSpan body, TemplateForm form, const TemplateKey& domain) {
  while (has(body, 4)) {
    // Padding: ids start at 256.
    if (read_be16(body, 0) == 0) return;
    std::optional<ParsedTemplate> parsed = parse_template(body, form);
    if (!parsed) {
      ++counters_.refused_templates;
      return;
    }
    TemplateKey key = domain;
    key.id = parsed->id;
    if (!parsed->withdrawn) {
      ++counters_.templates;
      counters_.evicted_templates += templates_.put(key, std::move(parsed->what)) ? 1 : 0;
    } else if (parsed->id < kLeastDataSet) {
      templates_.erase_domain(domain);  // RFC 7011, 8.1: the id of the set stands for all
    } else {
      templates_.erase(key);
    }
    body = body.subspan(parsed->bytes);
  }
}

bool NetflowDecoder::read_records(ByteSpan body, const RecordTemplate& form, Message& message,
                                  NetflowPacket& packet) {
  // What is shorter than any record is padding.
  while (body.size() >= form.least_bytes) {
    const ReadRecord read = read_record(body, form, message.context);
    if (read.bytes == 0) return false;
    ++message.records;
    body = body.subspan(read.bytes);
    if (form.options)
      ++counters_.options_records;
    else
      take(read.elements, packet);
  }
  return true;
}

void NetflowDecoder::take(const FlowElements& elements, NetflowPacket& packet) {
  std::optional<FlowRecord> record = elements.finish();
  if (!record) {
    ++counters_.other_records;
    return;
  }
  ++counters_.flows;
  packet.flows.push_back(std::move(*record));
}

void NetflowDecoder::follow(const TemplateKey& domain, std::uint32_t sequence,
                            std::optional<std::uint32_t> next) {
  const auto known = expected_.find(domain);
  if (known != expected_.end()) {
    const std::uint32_t ahead = sequence - known->second;
    if (ahead > 0 && ahead <= kMostMissed) {
      ++counters_.sequence_gaps;
      counters_.missed += ahead;
    }
    expected_.erase(known);
  }
  if (next && expected_.size() < kMostDomains) expected_.emplace(domain, *next);
}

}  // namespace vedette
